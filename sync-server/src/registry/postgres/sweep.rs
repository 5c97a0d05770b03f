//! What was taken out of a line stands in its old version, until PostgreSQL has written the table anew. A plain
//! `vacuum` is not enough: it frees the place in its page and leaves the bytes there.

use std::sync::Arc;
use std::time::Duration;

use latarnia_core::error::Result;
use tokio::sync::Notify;

use super::database::{Database, failed};

/// The tables an order takes words out of. Each is written anew while nobody else uses it. Who waits for it waits
/// as long as it takes; it gives way itself where others are at work for long, and comes back.
const WRITTEN_ANEW: [&str; 2] = ["op", "audit"];
/// The pieces of pictures are too many to be written anew: their pages are freed, and cut off at the end.
const FREED: &str = "vacuum attachment, attachment_piece";
/// It may take long, but others do not wait for it before it begins.
const SESSION: &str = "set statement_timeout = 0; set lock_timeout = '2s'";
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(10 * 60);

/// Sweeps whenever it is told that something was taken out, for ever.
pub async fn work(database: Database, taken_out: Arc<Notify>) {
    loop {
        taken_out.notified().await;
        let mut wait = FIRST_WAIT;
        while let Err(error) = sweep(&database).await {
            tracing::warn!(%error, "old versions of what was erased are still in PostgreSQL's files");
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }
}

async fn sweep(database: &Database) -> Result<()> {
    // Outside the pool: it goes on by other rules, and ends with this.
    let (client, _messages) = database.alone().await?;
    client.batch_execute(SESSION).await.map_err(failed)?;
    for table in WRITTEN_ANEW {
        client.batch_execute(&format!("vacuum (full) {table}")).await.map_err(failed)?;
    }
    client.batch_execute(FREED).await.map_err(failed)
}
