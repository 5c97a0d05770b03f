//! What happened: the timeline of a site, a person or an outing.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use super::{Look, worker_names};
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

/// The events of a query, newest first, with what was given in each; actions outside a contact stand
/// alone.
pub fn history_of(look: &Look<'_>, query: &Query) -> Result<Vec<HistoryEntry>> {
    let query = Query { kinds: [&EVENTS[..], &[Kind::Action]].concat(), with_void: true, ..query.clone() };
    let (actions, events): (Vec<Row>, Vec<Row>) =
        look.rows(&query)?.into_iter().partition(|row| row.kind == Kind::Action && row.contact.is_some());
    let mut given: BTreeMap<ContactId, Vec<Given>> = BTreeMap::new();
    for action in actions.into_iter().filter(|action| !action.void) {
        let Some(contact) = action.contact else { continue };
        given.entry(contact).or_default().extend(read_given(&action));
    }
    let mut names = Names { look, workers: worker_names(look.db)?, known: BTreeMap::new() };
    events
        .into_iter()
        .map(|row| {
            let given = given.remove(&row.id.into()).unwrap_or_default();
            names.entry(row, given)
        })
        .collect()
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
    fn entry(&mut self, row: Row, given: Vec<Given>) -> Result<HistoryEntry> {
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
            given,
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

/// The important fields of a living record that hold two concurrent values.
pub(super) fn disputed(look: &Look<'_>, row: &Row) -> Result<Vec<String>> {
    let state = state(look.db, row.id)?;
    let important = |name: &str| row.kind.field(name).is_some_and(|field| field.important);
    let names = state.fields().filter(|(name, cell)| important(name) && !cell.losers().is_empty());
    Ok(names.map(|(name, _)| name.to_owned()).collect())
}
