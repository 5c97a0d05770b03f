//! The registry: one row per record, the fold of its operations.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use rusqlite::types::Value as Column;
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params, params_from_iter};
use serde_json::Value;

use super::log::{self, Entry, Verdict};
use super::{id_of, kin, optional_id, search};
use crate::clock::{Hlc, Millis};
use crate::error::{Error, Result};
use crate::id::{ContactId, OutingId, PersonId, RecordId, SiteId, WorkerId};
use crate::merge::{Born, State};
use crate::op::{Change, Scope};
use crate::record::{Form, Kind, Position, Record};

/// A clock that is off by less is taken as right.
pub const CLOCK_TOLERANCE_MS: i64 = 120_000;

/// One record as people read it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which record.
    pub id: RecordId,
    /// Of which kind.
    pub kind: Kind,
    /// Who may hold it.
    pub scope: Scope,
    /// Who made it.
    pub author: WorkerId,
    /// The person it tells about.
    pub subject: Option<PersonId>,
    /// The site it belongs to.
    pub site: Option<SiteId>,
    /// The outing it belongs to.
    pub outing: Option<OutingId>,
    /// The contact it belongs to.
    pub contact: Option<ContactId>,
    /// When it happened, set right if the writer's clock was wrong.
    pub occurred: Millis,
    /// The newest change.
    pub updated: Hlc,
    /// Some of it is not on the server yet.
    pub unsent: bool,
    /// It was withdrawn.
    pub void: bool,
    /// The document.
    pub doc: Form,
}

impl Row {
    /// The document as the typed record `R`.
    pub fn read<R: Record>(&self) -> Result<R> {
        R::from_form(&self.doc)
    }
}

/// Folds the record of a line just appended to the log, and writes its row, words and position.
pub fn apply(db: &Connection, entry: &Entry) -> Result<()> {
    let is_new =
        matches!(entry.op.change, Change::Event { .. }) && row_number(db, entry.op.record)?.is_none();
    if is_new {
        return write(db, entry.op.record, std::slice::from_ref(entry));
    }
    refold(db, entry.op.record)
}

/// Folds the record of a line just appended to the log, if the log holds nothing else of it; false if it does.
pub fn apply_alone(db: &Connection, entry: &Entry) -> Result<bool> {
    let select = "select count(*) from (select 1 from op where record = ?1 limit 2)";
    let lines: i64 = db.prepare_cached(select)?.query_row([entry.op.record.as_bytes()], |row| row.get(0))?;
    let is_alone = lines == 1 && entry.verdict == Verdict::Accepted;
    if is_alone {
        write(db, entry.op.record, std::slice::from_ref(entry))?;
    }
    Ok(is_alone)
}

/// Folds a record anew from all its operations.
pub fn refold(db: &Connection, record: RecordId) -> Result<()> {
    write(db, record, &log::of_record(db, record)?)
}

/// The full state of a record: every concurrent value, every version.
pub fn state(db: &Connection, record: RecordId) -> Result<State> {
    Ok(fold(&log::of_record(db, record)?))
}

/// The state by what the server has numbered alone: equal, byte for byte, on every replica of a scope.
pub fn base_state(db: &Connection, record: RecordId) -> Result<State> {
    let mut entries = log::of_record(db, record)?;
    entries.retain(|entry| entry.number.is_some());
    Ok(fold(&entries))
}

/// What some operations of one record fold to.
pub fn fold<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> State {
    let is_aside = |entry: &&Entry| matches!(entry.verdict, Verdict::Quarantined(_));
    let (aside, taken): (Vec<_>, Vec<_>) = entries.into_iter().partition(is_aside);
    let mut state = State::default();
    for entry in taken {
        state.apply(entry.id, &entry.op, entry.merge_time());
    }
    state.apply_aside(aside.into_iter().map(|entry| (entry.id, &entry.op, entry.merge_time())));
    state
}

fn write(db: &Connection, record: RecordId, entries: &[Entry]) -> Result<()> {
    let state = fold(entries);
    let Some(born) = state.born() else { return forget(db, record) };
    let Ok(kind) = born.kind.parse::<Kind>() else { return Ok(()) };
    let doc = state.document();
    let row = Row {
        id: record,
        kind,
        scope: state.scope().unwrap_or(born.scope),
        author: born.author,
        subject: if kind == Kind::Person {
            Some(record.into())
        } else {
            born.subject.or_else(|| reference(&doc, "person"))
        },
        site: reference(&doc, "site"),
        outing: reference(&doc, "outing"),
        contact: reference(&doc, "contact"),
        occurred: occurred(&doc, born, entries),
        updated: state.updated(),
        unsent: entries.iter().any(|entry| entry.verdict != Verdict::Accepted),
        void: state.void_reason().is_some(),
        doc,
    };
    // Also of a record that is new here: an order to erase something of it may have come before it.
    log::rescope(db, record, row.scope)?;
    let n = upsert(db, &row)?;
    search::index(db, n, &row)?;
    kin::relink(db, record, &state.linked().collect())?;
    place(db, n, &row)
}

fn reference<T: From<[u8; 16]>>(doc: &Form, field: &str) -> Option<T> {
    let id = uuid::Uuid::parse_str(doc.get(field)?.as_str()?).ok()?;
    Some(T::from(id.into_bytes()))
}

/// When it happened: as the form says, moved by the error of the clock it was read from.
fn occurred(doc: &Form, born: &Born, entries: &[Entry]) -> Millis {
    let said =
        doc.get("at").or_else(|| doc.get("started")).and_then(|at| at.get("ms")).and_then(Value::as_i64);
    let error = entries.iter().find(|entry| entry.id == born.op).map_or(0, clock_error);
    Millis(said.map_or(born.at.millis().0, |ms| ms + error))
}

/// By how much the writer's clock was wrong, as the server found it; 0 within tolerance.
fn clock_error(entry: &Entry) -> i64 {
    let moved = entry.merge_time().millis().since(entry.op.written_at().millis());
    if moved.abs() > CLOCK_TOLERANCE_MS { moved } else { 0 }
}

fn row_number(db: &Connection, record: RecordId) -> Result<Option<i64>> {
    let mut select = db.prepare_cached("select n from record where id = ?1")?;
    Ok(select.query_row([record.as_bytes()], |row| row.get(0)).optional()?)
}

fn upsert(db: &Connection, row: &Row) -> Result<i64> {
    let mut statement = db.prepare_cached(include_str!("sql/upsert_record.sql"))?;
    let n = statement.query_row(
        params![
            row.id.as_bytes(),
            row.kind.to_string(),
            row.scope.to_string(),
            row.author.as_bytes(),
            row.subject.as_ref().map(|id| *id.as_bytes()),
            row.site.as_ref().map(|id| *id.as_bytes()),
            row.outing.as_ref().map(|id| *id.as_bytes()),
            row.contact.as_ref().map(|id| *id.as_bytes()),
            row.occurred.0,
            row.updated.to_column(),
            row.unsent,
            row.void,
            serde_json::to_string(&row.doc)?,
        ],
        |found| found.get(0),
    )?;
    Ok(n)
}

fn place(db: &Connection, n: i64, row: &Row) -> Result<()> {
    if row.kind != Kind::Site {
        return Ok(());
    }
    db.prepare_cached("delete from site_position where n = ?1")?.execute([n])?;
    let position = row.doc.get("position").and_then(|at| serde_json::from_value::<Position>(at.clone()).ok());
    let Some(at) = position.filter(|_| !row.void) else { return Ok(()) };
    let insert =
        "insert into site_position (n, min_lon, max_lon, min_lat, max_lat) values (?1, ?2, ?2, ?3, ?3)";
    db.prepare_cached(insert)?.execute(params![n, at.lon, at.lat])?;
    Ok(())
}

/// Takes a record out of the registry; its log is not touched.
pub fn forget(db: &Connection, record: RecordId) -> Result<()> {
    if let Some(n) = row_number(db, record)? {
        kin::relink(db, record, &BTreeSet::new())?;
        for table in [
            "delete from search where rowid = ?1",
            "delete from site_position where n = ?1",
            "delete from record where n = ?1",
        ] {
            db.prepare_cached(table)?.execute([n])?;
        }
    }
    Ok(())
}

/// One record.
pub fn row(db: &Connection, record: RecordId) -> Result<Option<Row>> {
    let mut select = db.prepare_cached("select * from record where id = ?1")?;
    select.query_row([record.as_bytes()], |row| Ok(read(row))).optional()?.transpose()
}

/// The record in row `n`.
pub(super) fn row_at(db: &Connection, n: i64) -> Result<Option<Row>> {
    let mut select = db.prepare_cached("select * from record where n = ?1")?;
    select.query_row([n], |row| Ok(read(row))).optional()?.transpose()
}

/// Of what kind a record is, and who may hold it.
pub fn kind_and_scope(db: &Connection, record: RecordId) -> Result<Option<(String, Scope)>> {
    let mut select = db.prepare_cached("select kind, scope from record where id = ?1")?;
    let found: Option<(String, String)> =
        select.query_row([record.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    found.map(|(kind, scope)| Ok((kind, scope.parse().map_err(Error::MalformedOp)?))).transpose()
}

/// Who may hold the person whom a record tells about, if that is not who may hold the record.
pub fn scope_of_subject(db: &Connection, record: RecordId) -> Result<Option<Scope>> {
    let select = "select person.scope from record told join record person on person.id = told.subject
        where told.id = ?1 and person.scope <> told.scope";
    let mut select = db.prepare_cached(select)?;
    let scope: Option<String> = select.query_row([record.as_bytes()], |row| row.get(0)).optional()?;
    scope.map(|scope| scope.parse().map_err(Error::MalformedOp)).transpose()
}

/// Which records to read. Withdrawn records are left out unless asked for.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Of these kinds; any if empty.
    pub kinds: Vec<Kind>,
    /// Of these scopes; any if `None`.
    pub scopes: Option<Vec<Scope>>,
    /// About one of these people; any if empty.
    pub subjects: Vec<PersonId>,
    /// At one of these sites; any if empty.
    pub sites: Vec<SiteId>,
    /// Of this outing.
    pub outing: Option<OutingId>,
    /// Of this contact.
    pub contact: Option<ContactId>,
    /// Happened at or after.
    pub since: Option<Millis>,
    /// Happened before.
    pub until: Option<Millis>,
    /// Only those of which this field does not say this.
    pub but: Option<(&'static str, &'static str)>,
    /// Withdrawn records too.
    pub with_void: bool,
    /// Only the newest `limit`.
    pub limit: Option<u32>,
}

/// The records of a query, newest first.
pub fn rows(db: &Connection, query: &Query) -> Result<Vec<Row>> {
    let (condition, parameters) = where_clause(query);
    let limit = query.limit.map_or(-1, i64::from);
    let select =
        format!("select * from record where {condition} order by occurred desc, id desc limit {limit}");
    read_all(db, &select, parameters)
}

/// For each site or person, the newest record of the query: the last visit, the last contact.
///
/// Of what was written of each before nothing is read: the index of each kind is asked for one group after the other.
pub fn newest_per(db: &Connection, group: Group, query: &Query) -> Result<Vec<Row>> {
    let column = group.column();
    let mut newest: BTreeMap<RecordId, Row> = BTreeMap::new();
    for kind in &query.kinds {
        let (condition, parameters) = where_clause(&Query { kinds: vec![*kind], ..query.clone() });
        let select = format!(
            "with recursive one (id) as (
                select min({column}) from record where {column} is not null
                union all
                select (select min({column}) from record where {column} > one.id) from one where one.id is not null
            )
            select newest.* from one join record newest on newest.n =
                (select n from record where {column} = one.id and {condition} order by occurred desc limit 1)"
        );
        for row in read_all(db, &select, parameters)? {
            let Some(of) = group.of(&row) else { continue };
            if newest.get(&of).is_none_or(|known| known.occurred < row.occurred) {
                newest.insert(of, row);
            }
        }
    }
    Ok(newest.into_values().collect())
}

/// The sites or people of the query's records, each named once, those of the newest first; read only as far as `next`
/// wants to go on.
pub fn newest_first(
    db: &Connection,
    group: Group,
    query: &Query,
    mut next: impl FnMut(RecordId) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let column = group.column();
    let (mut selects, mut parameters) = (Vec::new(), Vec::new());
    for kind in &query.kinds {
        let (condition, of_kind) = where_clause(&Query { kinds: vec![*kind], ..query.clone() });
        selects.push(format!(
            "select {column} as id, occurred from record where {condition} and {column} is not null"
        ));
        parameters.extend(of_kind);
    }
    let select = format!("{} order by occurred desc", selects.join(" union all "));
    let mut statement = db.prepare_cached(&select)?;
    let mut rows = statement.query(params_from_iter(parameters))?;
    let mut named = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let id = id_of(row, "id")?;
        if named.insert(id) && next(id)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// What [`newest_per`] and [`newest_first`] group by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The site.
    Site,
    /// The person.
    Subject,
}

impl Group {
    const fn column(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Subject => "subject",
        }
    }

    fn of(self, row: &Row) -> Option<RecordId> {
        match self {
            Self::Site => row.site.map(RecordId::from),
            Self::Subject => row.subject.map(RecordId::from),
        }
    }
}

fn where_clause(query: &Query) -> (String, Vec<Column>) {
    let mut parts = vec!["1".to_owned()];
    let mut parameters = Vec::new();
    let kinds: Vec<Column> = query.kinds.iter().map(|kind| kind.to_string().into()).collect();
    if !kinds.is_empty() {
        one_of(&mut parts, &mut parameters, "kind", kinds);
    }
    if let Some(scopes) = &query.scopes {
        one_of(
            &mut parts,
            &mut parameters,
            "scope",
            scopes.iter().map(|scope| scope.to_string().into()).collect(),
        );
    }
    let ids: [(&str, Vec<RecordId>); 4] = [
        ("subject", query.subjects.iter().map(|id| (*id).into()).collect()),
        ("site", query.sites.iter().map(|id| (*id).into()).collect()),
        ("outing", query.outing.into_iter().map(RecordId::from).collect()),
        ("contact", query.contact.into_iter().map(RecordId::from).collect()),
    ];
    for (column, ids) in ids {
        if !ids.is_empty() {
            let columns = ids.iter().map(|id| id.as_bytes().to_vec().into()).collect();
            one_of(&mut parts, &mut parameters, column, columns);
        }
    }
    for (condition, bound) in [("occurred >= ?", query.since), ("occurred < ?", query.until)] {
        if let Some(bound) = bound {
            parts.push(condition.to_owned());
            parameters.push(bound.0.into());
        }
    }
    if let Some((field, value)) = query.but {
        parts.push("json_extract(doc, ?) is not ?".to_owned());
        parameters.extend([format!("$.{field}").into(), value.to_owned().into()]);
    }
    if !query.with_void {
        parts.push("void = 0".to_owned());
    }
    (parts.join(" and "), parameters)
}

fn one_of(parts: &mut Vec<String>, parameters: &mut Vec<Column>, column: &str, values: Vec<Column>) {
    parts.push(format!("{column} in ({})", vec!["?"; values.len()].join(",")));
    parameters.extend(values);
}

pub(super) fn read_all(db: &Connection, select: &str, parameters: Vec<Column>) -> Result<Vec<Row>> {
    let mut statement = db.prepare_cached(select)?;
    let rows = statement.query_map(params_from_iter(parameters), |row| Ok(read(row)))?;
    rows.map(|row| row.map_err(Error::from)?).collect()
}

fn read(row: &SqlRow<'_>) -> Result<Row> {
    let kind: String = row.get("kind")?;
    let scope: String = row.get("scope")?;
    let doc: String = row.get("doc")?;
    Ok(Row {
        id: id_of(row, "id")?,
        kind: kind.parse().map_err(|error| Error::MalformedOp(format!("kind {kind}: {error}")))?,
        scope: scope.parse().map_err(Error::MalformedOp)?,
        author: id_of(row, "author")?,
        subject: optional_id(row, "subject")?,
        site: optional_id(row, "site")?,
        outing: optional_id(row, "outing")?,
        contact: optional_id(row, "contact")?,
        occurred: Millis(row.get("occurred")?),
        updated: Hlc::from_column(row.get("updated")?),
        unsent: row.get("unsent")?,
        void: row.get("void")?,
        doc: serde_json::from_str(&doc)?,
    })
}

/// A digest of everything the server has numbered in `scope`: equal on every replica that has read
/// as far, whatever the order in which it arrived.
pub fn base_digest(db: &Connection, scope: Scope) -> Result<String> {
    let mut select =
        db.prepare("select distinct record from op where scope = ?1 and number is not null order by record")?;
    let records = select.query_map([scope.to_string()], |row| id_of::<RecordId>(row, "record"))?;
    let mut hash = blake3::Hasher::new();
    for record in records {
        let record = record?;
        let state = base_state(db, record)?;
        // Of what was erased, and of kinds nobody here knows, replicas may hold more or fewer lines.
        if state.born().is_some() {
            hash.update(record.as_bytes());
            hash.update(&serde_json::to_vec(&state)?);
        }
    }
    Ok(hash.finalize().to_hex().to_string())
}
