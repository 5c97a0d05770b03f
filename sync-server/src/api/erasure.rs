//! Erasure for good, and what became of it on the phones.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use latarnia_core::clock::Millis;
use latarnia_core::id::{DeviceId, PersonId, RecordId, SiteId, WorkerId};
use latarnia_core::record::{FieldError, FieldType, Kind, Problem};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Body, Id, Refusals, carry_out};
use crate::App;
use crate::auth::Console;
use crate::auth::rights::Right;
use crate::backup::cleared::Cleared;
use crate::error::ApiError;
use crate::registry::{Deed, DeviceRecord, Erasure, Note};

/// Why something is erased.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum EraseReason {
    /// The person asked for it.
    Asked,
    /// The person took the consent back.
    ConsentWithdrawn,
    /// It has been kept as long as it may be.
    KeptLongEnough,
    /// It should never have been written.
    Mistake,
}

impl EraseReason {
    const fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::ConsentWithdrawn => "consent_withdrawn",
            Self::KeptLongEnough => "kept_long_enough",
            Self::Mistake => "mistake",
        }
    }
}

/// What is to be erased, and that somebody means it.
#[derive(Deserialize, ToSchema, TS)]
pub struct EraseOrder {
    /// These fields in every version; the whole record, and all that tells about a person, if empty.
    pub fields: BTreeSet<String>,
    pub reason: EraseReason,
    /// The record's label or name, typed by whoever means it; the id's first eight characters if it has
    /// none.
    pub confirm: String,
}

/// What happened, and what was given.
const EVENTS: [Kind; 4] = [Kind::Visit, Kind::Contact, Kind::Action, Kind::Intervention];

/// What is about to be erased.
struct Doomed {
    kind: Kind,
    label: String,
    /// All its records: linked ones are the same person or site, and what was given goes with the event.
    records: Vec<(Kind, RecordId)>,
}

impl Doomed {
    /// May this field alone be erased? Without a required one there would be no record left to speak of;
    /// of an event only words go, written or said, because its codes and times are counted.
    fn gives_up(&self, name: &str) -> bool {
        let words = |ty| matches!(ty, FieldType::Text { .. } | FieldType::Sound);
        let field = self.kind.field(name).filter(|field| !field.required);
        let counted = EVENTS.contains(&self.kind);
        field.is_some_and(|field| !counted || words(field.ty))
    }

    async fn erase(self, app: &App, console: &Console, order: EraseOrder) -> Result<StatusCode, ApiError> {
        let EraseOrder { fields, reason, confirm } = order;
        let short = || self.records.first().map(|(_, id)| id.to_string().chars().take(8).collect::<String>());
        let asked = if self.label.is_empty() { short().unwrap_or_default() } else { self.label.clone() };
        if confirm.trim() != asked.trim() {
            return Err(ApiError::Invalid(vec![FieldError::new("confirm", Problem::WrongType)]));
        }
        let kept = fields.iter().filter(|name| !self.gives_up(name));
        let unknown: Vec<FieldError> = kept.map(|name| FieldError::new(name, Problem::WrongType)).collect();
        if !unknown.is_empty() {
            return Err(ApiError::Invalid(unknown));
        }
        let names: Vec<&str> = fields.iter().map(String::as_str).collect();
        for (kind, record) in self.records {
            let detail = format!("reason={} fields={}", reason.code(), names.join(","));
            let note = Note::of(console.who.worker, "erased", app.now()).saying(detail);
            let (fields, writer) = (fields.clone(), console.who.clone());
            carry_out(app, console, Deed::Erase { kind, record, fields, writer }, note).await?;
        }
        Ok(StatusCode::NO_CONTENT)
    }
}

/// Erases a person with all that tells about her, or some fields of hers, here, in the copies to come
/// and on every phone. It cannot be undone.
#[utoipa::path(post, path = "/v1/people/{id}/erasure", tag = "decisions", params(("id" = PersonId, Path)),
    request_body = EraseOrder, responses((status = 204), Refusals))]
pub async fn erase_person(
    State(app): State<App>,
    console: Console,
    Id(id): Id<PersonId>,
    Body(order): Body<EraseOrder>,
) -> Result<StatusCode, ApiError> {
    console.must(Right::Decide)?;
    let card = app.registry.person(app.reader(&console.who), id).await?;
    let all = [id].into_iter().chain(card.same.iter().map(|row| row.id));
    let records = all.map(|id| (Kind::Person, id.into())).collect();
    Doomed { kind: Kind::Person, label: card.row.label, records }.erase(&app, &console, order).await
}

/// Erases a site, or some fields of it. It cannot be undone.
#[utoipa::path(post, path = "/v1/sites/{id}/erasure", tag = "decisions", params(("id" = SiteId, Path)),
    request_body = EraseOrder, responses((status = 204), Refusals))]
pub async fn erase_site(
    State(app): State<App>,
    console: Console,
    Id(id): Id<SiteId>,
    Body(order): Body<EraseOrder>,
) -> Result<StatusCode, ApiError> {
    console.must(Right::Decide)?;
    let card = app.registry.site(app.reader(&console.who), id).await?;
    let all = [id].into_iter().chain(card.same.iter().map(|row| row.id));
    let records = all.map(|id| (Kind::Site, id.into())).collect();
    Doomed { kind: Kind::Site, label: card.row.name, records }.erase(&app, &console, order).await
}

/// What happened or was given, by its kind.
async fn event(
    app: &App,
    console: &Console,
    kind: Kind,
    id: RecordId,
    order: EraseOrder,
) -> Result<StatusCode, ApiError> {
    console.must(Right::Decide)?;
    let found = app.registry.event(app.reader(&console.who), kind, id).await?;
    // A word of the event's own is no word of what was given.
    let most = if order.fields.is_empty() { found.len() } else { 1 };
    let of = |other: RecordId| if other == id { kind } else { Kind::Action };
    let records = found.iter().take(most).map(|id| (of(*id), *id)).collect();
    Doomed { kind, label: String::new(), records }.erase(app, console, order).await
}

/// Erases a visit, or some words of it. It cannot be undone.
#[utoipa::path(post, path = "/v1/visits/{id}/erasure", tag = "decisions", params(("id" = RecordId, Path)),
    request_body = EraseOrder, responses((status = 204), Refusals))]
pub async fn erase_visit(
    State(app): State<App>,
    console: Console,
    Id(id): Id<RecordId>,
    Body(order): Body<EraseOrder>,
) -> Result<StatusCode, ApiError> {
    event(&app, &console, Kind::Visit, id, order).await
}

/// Erases a contact with what was given at it, or some words of it. It cannot be undone.
#[utoipa::path(post, path = "/v1/contacts/{id}/erasure", tag = "decisions", params(("id" = RecordId, Path)),
    request_body = EraseOrder, responses((status = 204), Refusals))]
pub async fn erase_contact(
    State(app): State<App>,
    console: Console,
    Id(id): Id<RecordId>,
    Body(order): Body<EraseOrder>,
) -> Result<StatusCode, ApiError> {
    event(&app, &console, Kind::Contact, id, order).await
}

/// Erases an intervention, or some words of it. It cannot be undone.
#[utoipa::path(post, path = "/v1/interventions/{id}/erasure", tag = "decisions", params(("id" = RecordId, Path)),
    request_body = EraseOrder, responses((status = 204), Refusals))]
pub async fn erase_intervention(
    State(app): State<App>,
    console: Console,
    Id(id): Id<RecordId>,
    Body(order): Body<EraseOrder>,
) -> Result<StatusCode, ApiError> {
    event(&app, &console, Kind::Intervention, id, order).await
}

/// Erases something given or done, or some words of it. It cannot be undone.
#[utoipa::path(post, path = "/v1/actions/{id}/erasure", tag = "decisions", params(("id" = RecordId, Path)),
    request_body = EraseOrder, responses((status = 204), Refusals))]
pub async fn erase_action(
    State(app): State<App>,
    console: Console,
    Id(id): Id<RecordId>,
    Body(order): Body<EraseOrder>,
) -> Result<StatusCode, ApiError> {
    event(&app, &console, Kind::Action, id, order).await
}

/// One order to erase and its receipts; nothing about whom or what it was.
#[derive(Serialize, ToSchema, TS)]
pub struct ErasureRow {
    /// The order's number.
    pub number: u64,
    pub at: Millis,
    pub worker: WorkerId,
    pub worker_name: String,
    /// Of what kind the record was.
    pub kind: String,
    /// How many fields; 0 is the whole record.
    pub fields: usize,
    /// Phones with access that were there before the order.
    pub phones: usize,
    /// How many of these have confirmed it.
    pub confirmed: usize,
    /// Those that have not.
    pub missing: Vec<MissingReceipt>,
    /// When no backup holds anything of it any more.
    pub backups: Cleared,
    /// Cut-off phones that had not confirmed it: each erases everything at its next contact, and nobody
    /// can open it after its lease.
    pub cut_off: Vec<MissingReceipt>,
}

/// A phone that has not confirmed an erasure.
#[derive(Clone, Serialize, ToSchema, TS)]
pub struct MissingReceipt {
    pub device: DeviceId,
    pub name: String,
    pub worker_name: String,
    pub last_sync: Option<Millis>,
}

impl From<&DeviceRecord> for MissingReceipt {
    fn from(device: &DeviceRecord) -> Self {
        Self {
            device: device.id,
            name: device.name.clone(),
            worker_name: device.worker_name.clone(),
            last_sync: device.last_sync,
        }
    }
}

/// What is known of the backups made here by schedule, and of those that others make.
fn cleared(app: &App, erasure: &Erasure) -> Cleared {
    let (number, at, now) = (erasure.number, erasure.at, app.now());
    let here = app.backups.as_ref().map(|schedule| schedule.cleared(number, at, now));
    let elsewhere = app.settings.other_backups_days.map(|days| Cleared::elsewhere(at, days, now));
    [here, elsewhere].into_iter().flatten().fold(Cleared::Unknown, Cleared::and)
}

fn with_receipts(
    erasure: Erasure,
    backups: Cleared,
    devices: &[DeviceRecord],
    names: &BTreeMap<WorkerId, String>,
) -> ErasureRow {
    let Erasure { number, at, author, kind, fields } = erasure;
    // A phone enrolled since never held it.
    let there = devices.iter().filter(|device| device.enrolled <= at);
    let (cut_off, phones): (Vec<_>, Vec<_>) = there.partition(|device| device.revoked);
    let missing = |device: &&&DeviceRecord| device.erased < number;
    let named = |phones: &[&DeviceRecord]| -> Vec<MissingReceipt> {
        phones.iter().filter(missing).map(|device| (*device).into()).collect()
    };
    let (missing, cut_off) = (named(&phones), named(&cut_off));
    ErasureRow {
        number,
        at,
        worker: author,
        worker_name: names.get(&author).cloned().unwrap_or_default(),
        kind,
        fields,
        phones: phones.len(),
        confirmed: phones.len() - missing.len(),
        missing,
        backups,
        cut_off,
    }
}

/// The orders to erase, newest first, and on which phones each has been carried out.
#[utoipa::path(get, path = "/v1/erasures", tag = "decisions",
    responses((status = 200, body = Vec<ErasureRow>), Refusals))]
pub async fn list(State(app): State<App>, console: Console) -> Result<Json<Vec<ErasureRow>>, ApiError> {
    console.must(Right::Decide)?;
    let (erasures, devices) = (app.registry.erasures().await?, app.accounts.devices().await?);
    let names = app.registry.staff().await?.into_iter().map(|one| (one.id, one.name)).collect();
    let row = |one: Erasure| {
        let backups = cleared(&app, &one);
        with_receipts(one, backups, &devices, &names)
    };
    Ok(Json(erasures.into_iter().map(row).collect()))
}
