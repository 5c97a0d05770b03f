//! What happened: the timeline of a site, a person or an outing.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use super::{Look, ReferralRow, referral, worker_names};
use crate::clock::Millis;
use crate::error::Result;
use crate::id::{ContactId, OutingId, PersonId, RecordId, SiteId};
use crate::record::{Code, Form, Kind};
use crate::store::registry::{self, Query, Row, state};

/// One thing that happened.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryEntry {
    /// Which record.
    pub id: RecordId,
    /// Visit, contact, action or intervention.
    pub kind: Kind,
    /// When, set right if the writer's clock was wrong.
    pub at: Millis,
    /// Who wrote it.
    pub author: String,
    /// The site it happened at.
    pub site: Option<SiteId>,
    /// That site's name.
    pub site_name: Option<String>,
    /// The person it is about.
    pub person: Option<PersonId>,
    /// That person's label.
    pub person_label: Option<String>,
    /// The outing it belongs to.
    pub outing: Option<OutingId>,
    /// What was given within it.
    pub given: Vec<Given>,
    /// Where somebody was sent from it.
    pub referrals: Vec<ReferralRow>,
    /// The form, as far as the reader may see it.
    #[ts(type = "Record<string, unknown>")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub form: Form,
    /// How many versions there are; more than one if it was corrected.
    pub versions: usize,
    /// It was withdrawn.
    pub void: bool,
    /// It is not on the server yet.
    pub unsent: bool,
}

/// Something given or done within a contact.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Given {
    /// What.
    pub kind: Code,
    /// How many.
    pub quantity: Option<i64>,
    /// Which thing exactly.
    pub item: Option<String>,
}

const EVENTS: [Kind; 3] = [Kind::Visit, Kind::Contact, Kind::Intervention];

/// What belongs to a contact and is told with it.
const PARTS: [Kind; 2] = [Kind::Action, Kind::Referral];

/// The events of a query, newest first, with what was given in each and where it led; actions outside a contact
/// stand alone.
pub fn history_of(look: &Look<'_>, query: &Query) -> Result<Vec<HistoryEntry>> {
    let query = Query { kinds: [&EVENTS[..], &PARTS].concat(), with_void: true, ..query.clone() };
    let is_event =
        |row: &Row| row.kind != Kind::Referral && (row.kind != Kind::Action || row.contact.is_none());
    let (events, parts): (Vec<Row>, Vec<Row>) = look.rows(&query)?.into_iter().partition(is_event);
    let mut within: BTreeMap<ContactId, Within> = BTreeMap::new();
    for part in parts.into_iter().filter(|part| !part.void) {
        let Some(contact) = part.contact else { continue };
        let within = within.entry(contact).or_default();
        match part.kind {
            Kind::Referral => within.referrals.push(referral::to_row(look, &part)?),
            _ => within.given.extend(read_given(&part)),
        }
    }
    let mut names = Names { look, workers: worker_names(look.db)?, known: BTreeMap::new() };
    events
        .into_iter()
        .map(|row| {
            let within = within.remove(&row.id.into()).unwrap_or_default();
            names.entry(row, within)
        })
        .collect()
}

/// What is told with a contact.
#[derive(Default)]
struct Within {
    given: Vec<Given>,
    referrals: Vec<ReferralRow>,
}

fn read_given(action: &Row) -> Option<Given> {
    let text = |field: &str| action.doc.get(field).and_then(Value::as_str);
    Some(Given {
        kind: Code::from(text("kind")?),
        quantity: action.doc.get("quantity").and_then(Value::as_i64),
        item: text("item").map(str::to_owned),
    })
}

/// Names looked up once per timeline.
struct Names<'a> {
    look: &'a Look<'a>,
    workers: BTreeMap<crate::id::WorkerId, String>,
    known: BTreeMap<RecordId, Option<String>>,
}

impl Names<'_> {
    fn entry(&mut self, row: Row, within: Within) -> Result<HistoryEntry> {
        let versions = registry::state(self.look.db, row.id)?.form().versions();
        Ok(HistoryEntry {
            id: row.id,
            kind: row.kind,
            at: row.occurred,
            author: self.workers.get(&row.author).cloned().unwrap_or_default(),
            site: row.site,
            site_name: row.site.map(|site| self.name(site.into(), Kind::Site, "name")).transpose()?.flatten(),
            person: row.subject,
            person_label: row
                .subject
                .map(|id| self.name(id.into(), Kind::Person, "label"))
                .transpose()?
                .flatten(),
            outing: row.outing,
            given: within.given,
            referrals: within.referrals,
            form: row.doc,
            versions,
            void: row.void,
            unsent: row.unsent,
        })
    }

    fn name(&mut self, id: RecordId, kind: Kind, field: &str) -> Result<Option<String>> {
        if let Some(name) = self.known.get(&id) {
            return Ok(name.clone());
        }
        let row = self.look.row(id, kind)?;
        let name = row.and_then(|row| row.doc.get(field)?.as_str().map(str::to_owned));
        self.known.insert(id, name.clone());
        Ok(name)
    }
}

/// A field of which two values are known.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Disputed {
    /// The field's key.
    pub field: String,
    /// Its values, the one that counts first, then the newest.
    pub values: Vec<Version>,
}

/// One value somebody gave a field.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Version {
    /// The value.
    #[ts(type = "unknown")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub value: Value,
    /// When it was written.
    pub at: Millis,
    /// Who wrote it.
    pub author: String,
    /// In which record; another one than that of the card if both are linked.
    pub record: RecordId,
}

/// The important fields that hold two values: concurrent ones in one record, or different ones in
/// records that are the same person or site.
pub(super) fn disputed(look: &Look<'_>, members: &[Row]) -> Result<Vec<Disputed>> {
    let names = worker_names(look.db)?;
    let mut found: BTreeMap<&str, Vec<Version>> = BTreeMap::new();
    let states = members.iter().map(|row| state(look.db, row.id)).collect::<Result<Vec<_>>>()?;
    for (row, state) in members.iter().zip(&states) {
        let readable =
            row.kind.fields().iter().filter(|field| field.important && look.reader.sees(field.sensitivity));
        for field in readable {
            let Some(cell) = state.field(field.name) else { continue };
            // Whoever decided between linked records saw the values of all of them.
            let decided =
                |id| states.iter().filter_map(|one| one.field(field.name)).any(|one| one.has_replaced(id));
            let heads = cell.winner().into_iter().chain(cell.losers()).filter(|(id, _)| !decided(id));
            found.entry(field.name).or_default().extend(heads.map(|(_, write)| Version {
                value: write.value.clone(),
                at: write.at.millis(),
                author: names.get(&write.by).cloned().unwrap_or_default(),
                record: row.id,
            }));
        }
    }
    let several = |(field, mut values): (&str, Vec<Version>)| {
        let first = values.first()?.value.clone();
        let differ = values.iter().any(|version| version.value != first);
        values.sort_by_key(|version| std::cmp::Reverse(version.at));
        differ.then(|| Disputed { field: field.to_owned(), values })
    };
    Ok(found.into_iter().filter_map(several).collect())
}
