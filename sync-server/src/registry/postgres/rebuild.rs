//! The whole journal, replayed into an empty store and looked at on the way.

use std::collections::BTreeMap;

use deadpool_postgres::ClientWrapper;
use latarnia_core::error::{Error, Result};
use latarnia_core::id::DeviceId;
use latarnia_core::store::{Store, ledger, meta};
use latarnia_core::sync::replay;

use super::journal::{self, Chain, End, Kept, NO_CHAIN};

/// Lines read at a time.
const PAGE: i64 = 1000;

/// Replays the journal up to `end` into `store`, which is empty; returns it, and what is wrong with the
/// journal. `told` hears how many lines each step took.
pub async fn rebuild(
    client: &ClientWrapper,
    end: &End,
    mut store: Store,
    told: &mut impl FnMut(usize),
) -> Result<(Store, Vec<String>)> {
    let mut seen = Seen::default();
    store.write(|db| meta::set_device(db, end.device))?;
    loop {
        let mut page = journal::lines(client, seen.place + 1, PAGE).await?;
        page.retain(|kept| kept.place <= end.place);
        if page.is_empty() {
            break;
        }
        let lines = page.len();
        let replayed = tokio::task::spawn_blocking(move || {
            let all = |db: &_| {
                page.iter().try_for_each(|kept| {
                    seen.look(kept);
                    replay::replay(db, &kept.line)
                })
            };
            store.write(all).map(|()| (store, seen))
        });
        (store, seen) = replayed.await.map_err(|panic| Error::Shared(panic.to_string()))??;
        told(lines);
    }
    let given = ledger::log_number(store.db())?;
    Ok((store, seen.finish(end, given)))
}

/// What was seen of the journal so far.
#[derive(Default)]
struct Seen {
    place: i64,
    chain: Chain,
    heads: BTreeMap<DeviceId, u64>,
    problems: Vec<String>,
}

impl Seen {
    fn look(&mut self, kept: &Kept) {
        let Kept { place, chain, line } = kept;
        if *place != self.place + 1 {
            self.problems.push(format!("after place {} the journal goes on with {place}", self.place));
        }
        if journal::link(&self.chain, line) != *chain {
            self.problems.push(format!("place {place} is not what was written there"));
        }
        let head = self.heads.entry(line.id.device).or_default();
        if line.id.seq != *head + 1 {
            self.problems.push(format!("place {place} holds {}, after {head} of that device", line.id));
        }
        *head = line.id.seq;
        (self.place, self.chain) = (*place, *chain);
    }

    fn finish(self, end: &End, given: u64) -> Vec<String> {
        let mut problems = self.problems;
        let empty = end.place == 0 && end.chain == NO_CHAIN;
        if !empty && (self.place, self.chain) != (end.place, end.chain) {
            problems.push(format!("the journal ends at {}, its lines at {}", end.place, self.place));
        }
        if u64::try_from(end.number) != Ok(given) {
            problems.push(format!("the journal has given {} numbers, its lines {given}", end.number));
        }
        problems
    }
}
