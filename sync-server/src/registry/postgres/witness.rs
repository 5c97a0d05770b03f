//! Phones are witnesses, too: one that was told more of this log than the log holds proves that it has
//! gone back, where no replica is left to notice.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use latarnia_core::error::Result;

use super::database::{Database, failed};
use super::home::new_epoch;
use super::journal::ORG;

/// A new epoch costs every phone a full reading: on a phone's word alone there is none more often.
const NOT_MORE_OFTEN_THAN: Duration = Duration::from_secs(600);

/// Believes phones, within reason.
#[derive(Default)]
pub struct Witness {
    believed: Mutex<Option<Instant>>,
}

impl Witness {
    /// Somebody was told more of the log called `epoch` than it holds: it goes on under a new epoch,
    /// which that phone and all others answer by sending what it lacks.
    pub async fn hear(&self, database: &Database, epoch: &str) -> Result<()> {
        if !self.believes() {
            tracing::warn!("a phone knows more than the log, again; it is not believed so soon");
            return Ok(());
        }
        let connection = database.connection().await?;
        let update = "update log set epoch = $3, generation = generation + 1 where org = $1 and epoch = $2";
        let first = connection.execute(update, &[&ORG, &epoch, &new_epoch()]).await.map_err(failed)?;
        if first == 1 {
            tracing::warn!("a phone knows more than the log; it goes on under a new epoch");
        }
        Ok(())
    }

    fn believes(&self) -> bool {
        let mut believed = self.believed.lock().unwrap_or_else(PoisonError::into_inner);
        let long_ago = believed.is_none_or(|last| last.elapsed() >= NOT_MORE_OFTEN_THAN);
        if long_ago {
            *believed = Some(Instant::now());
        }
        long_ago
    }
}
