//! Writing into the journal, under the log's lock.

use deadpool_postgres::ClientWrapper;
use latarnia_core::clock::Hlc;
use latarnia_core::error::{Error, Result};
use latarnia_core::id::DeviceId;
use latarnia_core::sync::replay::{Line, Written};
use tokio_postgres::SimpleQueryMessage;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::database::{Database, Lent, failed};
use super::journal::{Chain, End, NO_CHAIN, ORG, link, no_log};

/// Longest wait for a commit's answer; one without an answer may have happened or not.
const COMMIT: std::time::Duration = std::time::Duration::from_secs(25);

/// An open transaction. Left without [`Open::commit`], it never was.
pub struct Open(Lent);

impl Open {
    /// Begins one.
    pub async fn begin(database: &Database) -> Result<Self> {
        let begin = async |client: &ClientWrapper| {
            client.batch_execute("begin isolation level read committed").await.map_err(failed)
        };
        Ok(Self(database.lend(begin).await?.0))
    }

    /// The connection inside the transaction.
    pub fn client(&self) -> &ClientWrapper {
        self.0.client()
    }

    /// Commits. An error does not tell whether it happened.
    pub async fn commit(self) -> Result<()> {
        // A commit that is broken off while it waits for a synchronous standby reports success: it must
        // never be broken off. Whoever waits too long goes away without an answer instead.
        let commit = self.client().batch_execute("set local statement_timeout = 0; commit");
        let answer = tokio::time::timeout(COMMIT, commit).await;
        let late = |_| Error::Unreachable("PostgreSQL: a commit was not answered in time".to_owned());
        answer.map_err(late)?.map_err(failed)?;
        drop(self.0.give_back());
        Ok(())
    }
}

/// A transaction that holds the lock of the log's row.
pub struct Held {
    open: Open,
    /// Where the journal ends; nobody else can move it.
    pub end: End,
}

impl Held {
    /// Begins a transaction and waits for the log's lock.
    pub async fn take(database: &Database) -> Result<Self> {
        let (lent, end) = database.lend(lock).await?;
        Ok(Self { open: Open(lent), end })
    }

    /// The connection inside the transaction.
    pub fn client(&self) -> &ClientWrapper {
        self.open.client()
    }

    /// The log, which is empty, goes by the names of another one from now on.
    pub async fn adopt(&mut self, device: DeviceId, epoch: &str) -> Result<()> {
        let rename = "update log set device = $2, epoch = $3 where org = $1";
        let columns: [&(dyn ToSql + Sync); 3] = [&ORG, &device.uuid(), &epoch];
        self.client().execute(rename, &columns).await.map_err(failed)?;
        self.end.device = device;
        epoch.clone_into(&mut self.end.epoch);
        Ok(())
    }

    /// Moves the end behind what a transaction of a replica has written, in this order; `number` is the
    /// last one given.
    pub fn extend<'a>(&mut self, written: &'a Written, number: u64) -> Lines<'a> {
        let mut lines = Lines::default();
        for line in &written.added {
            self.end.place += 1;
            self.end.chain = link(&self.end.chain, line);
            lines.added.push(self.end.place, self.end.chain, line);
        }
        written.changed.iter().for_each(|line| lines.changed.push(0, NO_CHAIN, line));
        self.end.number = signed(number);
        lines
    }

    /// Writes those lines, and the end behind them.
    pub async fn write(&self, lines: &Lines<'_>) -> Result<()> {
        tokio::try_join!(self.insert(&lines.added), self.change(&lines.changed), self.move_end())?;
        Ok(())
    }

    async fn move_end(&self) -> Result<()> {
        let update = self.client().prepare_cached(include_str!("sql/move_end.sql")).await.map_err(failed)?;
        let (end, chain) = (&self.end, self.end.chain.as_slice());
        let columns: [&(dyn ToSql + Sync); 4] = [&ORG, &end.place, &end.number, &chain];
        self.client().execute(&update, &columns).await.map_err(failed)?;
        Ok(())
    }

    async fn insert(&self, rows: &Columns<'_>) -> Result<()> {
        if rows.places.is_empty() {
            return Ok(());
        }
        let insert = self.client().prepare_cached(include_str!("sql/append.sql")).await.map_err(failed)?;
        let columns: [&(dyn ToSql + Sync); 11] = [
            &ORG,
            &rows.places,
            &rows.devices,
            &rows.seqs,
            &rows.numbers,
            &rows.effectives,
            &rows.verdicts,
            &rows.reasons,
            &rows.digests,
            &rows.chains,
            &rows.raws,
        ];
        self.client().execute(&insert, &columns).await.map_err(failed)?;
        Ok(())
    }

    /// Older lines of which something was taken out, or that got another verdict, stay in their place.
    async fn change(&self, rows: &Columns<'_>) -> Result<()> {
        if rows.places.is_empty() {
            return Ok(());
        }
        let update = self.client().prepare_cached(include_str!("sql/change.sql")).await.map_err(failed)?;
        let columns: [&(dyn ToSql + Sync); 8] = [
            &ORG,
            &rows.devices,
            &rows.seqs,
            &rows.numbers,
            &rows.effectives,
            &rows.verdicts,
            &rows.reasons,
            &rows.raws,
        ];
        self.client().execute(&update, &columns).await.map_err(failed)?;
        Ok(())
    }

    /// Commits. An error does not tell whether it happened.
    pub async fn commit(self) -> Result<()> {
        self.open.commit().await
    }
}

/// Begins and locks in one message, so that there is no moment between the two.
async fn lock(client: &ClientWrapper) -> Result<End> {
    let begin = format!(
        "begin isolation level read committed; select device, epoch, generation, place, number,
         encode(chain, 'hex') as chain from log where org = {ORG} for update"
    );
    let answer = client.simple_query(&begin).await.map_err(failed)?;
    let row = answer.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    row.and_then(read_end_in_text).ok_or_else(no_log)
}

fn read_end_in_text(row: &tokio_postgres::SimpleQueryRow) -> Option<End> {
    let chain = row.get("chain")?;
    let byte = |at: usize| u8::from_str_radix(chain.get(2 * at..2 * at + 2)?, 16).ok();
    let chain: Option<Vec<u8>> = (0..16).map(byte).collect();
    Some(End {
        device: row.get("device")?.parse().ok()?,
        epoch: row.get("epoch")?.to_owned(),
        generation: row.get("generation")?.parse().ok()?,
        place: row.get("place")?.parse().ok()?,
        number: row.get("number")?.parse().ok()?,
        chain: chain?.try_into().ok()?,
    })
}

/// What is written in one go.
#[derive(Default)]
pub struct Lines<'a> {
    added: Columns<'a>,
    changed: Columns<'a>,
}

/// Lines as columns: one statement writes them all.
#[derive(Default)]
struct Columns<'a> {
    places: Vec<i64>,
    devices: Vec<Uuid>,
    seqs: Vec<i64>,
    numbers: Vec<Option<i64>>,
    effectives: Vec<Option<i64>>,
    verdicts: Vec<i16>,
    reasons: Vec<Option<&'a [u8]>>,
    digests: Vec<&'a [u8]>,
    chains: Vec<Vec<u8>>,
    raws: Vec<&'a [u8]>,
}

impl<'a> Columns<'a> {
    fn push(&mut self, place: i64, chain: Chain, line: &'a Line) {
        self.places.push(place);
        self.devices.push(line.id.device.uuid());
        self.seqs.push(signed(line.id.seq));
        self.numbers.push(line.number.map(signed));
        self.effectives.push(line.effective.map(Hlc::to_column));
        self.verdicts.push(i16::try_from(line.verdict.column()).unwrap_or_default());
        self.reasons.push(line.verdict.reason().map(str::as_bytes));
        self.digests.push(&line.digest);
        self.chains.push(chain.to_vec());
        self.raws.push(line.raw.as_bytes());
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
