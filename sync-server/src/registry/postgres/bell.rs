//! Other processes' changes: each tells the others over the shared database, so that their event streams
//! wake.

use std::collections::BTreeSet;
use std::time::Duration;

use deadpool_postgres::ClientWrapper;
use latarnia_core::error::Result;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;
use tokio_postgres::AsyncMessage;

use super::database::{Database, failed};
use super::journal::{self, ORG};
use crate::registry::Change;

const CHANNEL: &str = "latarnia_change";
/// Waits between two tries to listen again.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// What is told; well under the 8,000 bytes PostgreSQL carries, whatever the kinds call themselves.
#[derive(Serialize, Deserialize)]
struct Told {
    org: i32,
    from: String,
    number: u64,
    kinds: BTreeSet<String>,
}

/// Most bytes of the names of kinds; with more, everything may have changed.
const MOST_BYTES: usize = 4_000;

/// Tells the others, once the open transaction is committed.
pub async fn ring(client: &ClientWrapper, process: &str, change: Option<Change>) -> Result<()> {
    let Some(change) = change else { return Ok(()) };
    let bytes: usize = change.kinds.iter().map(|kind| kind.len() * 6 + 3).sum();
    let kinds = if bytes < MOST_BYTES { change.kinds } else { BTreeSet::new() };
    let told = Told { org: ORG, from: process.to_owned(), number: change.number, kinds };
    let told = serde_json::to_string(&told)?;
    let notify = client.prepare_cached("select pg_notify($1, $2)").await.map_err(failed)?;
    client.execute(&notify, &[&CHANNEL, &told]).await.map_err(failed)?;
    Ok(())
}

/// Listens to the others for ever. After a time of deafness everything may have changed.
pub async fn listen(database: Database, process: String, changes: broadcast::Sender<Change>) {
    let mut wait = FIRST_WAIT;
    let mut first = true;
    loop {
        match hear(&database, &process, &changes, first).await {
            Ok(()) => (wait, first) = (FIRST_WAIT, false),
            Err(error) => tracing::warn!(%error, "other servers are not heard"),
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

/// Listens until the connection ends.
async fn hear(
    database: &Database,
    process: &str,
    changes: &broadcast::Sender<Change>,
    first: bool,
) -> Result<()> {
    let (client, mut messages) = database.alone().await?;
    client.batch_execute(&format!("listen {CHANNEL}")).await.map_err(failed)?;
    if !first {
        let end = journal::end(&*database.connection().await?).await?;
        let number = u64::try_from(end.number).unwrap_or_default();
        drop(changes.send(Change { number, kinds: BTreeSet::new() }));
    }
    while let Some(message) = messages.recv().await {
        let AsyncMessage::Notification(notice) = message else { continue };
        let Ok(told) = serde_json::from_str::<Told>(notice.payload()) else { continue };
        if told.org == ORG && told.from != process {
            drop(changes.send(Change { number: told.number, kinds: told.kinds }));
        }
    }
    drop(client);
    Ok(())
}
