//! The shared tables: a ladder of their own, climbed by one process at a time.

use latarnia_core::error::{Error, Result};
use latarnia_core::id::{DeviceId, Ids, SystemIds};
use tokio_postgres::Client;

use super::database::{Database, failed};
use super::{home, journal};

mod ladder {
    refinery::embed_migrations!("src/registry/postgres/migrations");
}

const HISTORY: &str = "latarnia_schema_history";
/// The schema this program knows.
const KNOWN: i64 = 5;
/// Who climbs holds this lock; the number means nothing.
const LOCK: &str = "select pg_advisory_lock(7102040315)";
const UNLOCK: &str = "select pg_advisory_unlock(7102040315)";

/// Brings the shared tables up to this program's schema, and makes a log if there is none.
pub async fn run(database: &Database) -> Result<()> {
    let (mut client, _messages) = database.alone().await?;
    client.batch_execute("set statement_timeout = 0").await.map_err(failed)?;
    client.batch_execute(LOCK).await.map_err(failed)?;
    climb(&mut client).await?;
    let (device, epoch) = (DeviceId::new(SystemIds.opaque().uuid()), home::new_epoch());
    if journal::found(&client, device, &epoch).await? {
        tracing::info!("the database is new; its log begins");
    }
    // The next one need not wait until this connection has ended.
    client.batch_execute(UNLOCK).await.map_err(failed)
}

async fn climb(client: &mut Client) -> Result<()> {
    if let Some(found) = version(client).await?.filter(|found| *found > KNOWN) {
        return Err(Error::FromNewerVersion { found, known: KNOWN });
    }
    let mut runner = ladder::migrations::runner();
    runner.set_migration_table_name(HISTORY);
    let climbed = runner.run_async(client).await;
    climbed.map(|_| ()).map_err(|error| Error::Migration(format!("PostgreSQL: {error}")))
}

async fn version(client: &Client) -> Result<Option<i64>> {
    let exists = "select to_regclass($1)::text";
    let row = client.query_one(exists, &[&HISTORY]).await.map_err(failed)?;
    if row.get::<_, Option<String>>(0).is_none() {
        return Ok(None);
    }
    let select = format!("select max(version)::bigint from {HISTORY}");
    Ok(client.query_one(&select, &[]).await.map_err(failed)?.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_schema_is_the_last_migration() {
        let last = ladder::migrations::runner().get_migrations().iter().map(|m| i64::from(m.version())).max();
        assert_eq!(last, Some(KNOWN));
    }
}
