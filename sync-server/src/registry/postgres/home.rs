//! Is this the very database the log was last written in? A dump that was restored, a copy that was
//! started elsewhere and a standby that was promoted are not, and may lack the newest lines.

use latarnia_core::error::{Error, Result};
use latarnia_core::id::{Ids, SystemIds};
use tokio_postgres::Client;

use super::database::failed;
use super::journal::ORG;

/// The database as nothing but itself is called: cluster, database and table; and its timeline, which
/// changes when a standby is promoted and when a base backup is rolled forward to some moment.
pub const HERE: &str = include_str!("sql/here.sql");

/// Whoever connects looks first. Somewhere else, the log goes on under a new epoch, so that phones read
/// it anew and send what it lacks; unless the last write had waited for the standby that was promoted.
pub async fn arrive(client: &Client) -> Result<()> {
    let select = format!("select {HERE} as here, l.home, l.guarded from log l where l.org = $1");
    let Some(row) = client.query_opt(&select, &[&ORG]).await.map_err(failed)? else { return Ok(()) };
    let (here, home): (Option<String>, String) = (row.get("here"), row.get("home"));
    let standby =
        || Error::Unreachable("PostgreSQL: this server is a standby, it cannot be written".to_owned());
    let here = here.ok_or_else(standby)?;
    if here == home {
        return Ok(());
    }
    let whole = row.get("guarded") && only_promoted(&home, &here);
    settle(client, &home, &here, whole).await
}

/// Several processes may arrive at once: the first one settles it.
async fn settle(client: &Client, home: &str, here: &str, whole: bool) -> Result<()> {
    let update = if whole {
        "update log set home = $3 where org = $1 and home = $2 and $4 <> ''"
    } else {
        "update log set home = $3, epoch = $4, generation = generation + 1 where org = $1 and home = $2"
    };
    let epoch = new_epoch();
    let first = client.execute(update, &[&ORG, &home, &here, &epoch]).await.map_err(failed)?;
    if first == 1 && whole {
        tracing::warn!("the database is a promoted standby; its log is whole");
    } else if first == 1 {
        tracing::warn!("the database is another one than before; the log goes on under a new epoch");
    }
    Ok(())
}

/// The same cluster, database and table, further along.
fn only_promoted(home: &str, here: &str) -> bool {
    let place = |text: &str| text.rsplit_once('/').map(|(place, _)| place.to_owned());
    place(home).is_some() && place(home) == place(here)
}

/// A name no log ever had.
pub fn new_epoch() -> String {
    SystemIds.opaque().uuid().simple().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promoted_standby_is_told_from_a_copy() {
        assert!(only_promoted("7.16385.16387/00000001", "7.16385.16387/00000002"));
        assert!(!only_promoted("7.16385.16387/00000001", "8.16385.16387/00000001"));
        assert!(!only_promoted("", ""));
    }
}
