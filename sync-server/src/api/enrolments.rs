//! Letting a phone in: a one-time code on the console, spent by the phone.

use axum::Json;
use axum::extract::State;
use latarnia_core::access::Role;
use latarnia_core::clock::Millis;
use latarnia_core::id::{AreaId, DeviceId, Ids, SystemIds, WorkerId};
use latarnia_core::record::Kind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Body, Refusals};
use crate::App;
use crate::auth::rights::Right;
use crate::auth::{Console, enrol, may_carry_a_phone, token};
use crate::error::ApiError;
use crate::registry::{NewDevice, Note, Redeemed};

/// For whom.
#[derive(Deserialize, ToSchema, TS)]
pub struct Offer {
    pub worker: WorkerId,
}

/// A one-time code, shown once.
#[derive(Serialize, ToSchema, TS)]
pub struct Enrolment {
    /// To be typed: `K7QP-3MXD-2F`.
    pub code: String,
    /// Until when it counts.
    pub expires: Millis,
    /// To be opened on the phone.
    pub link: String,
    /// The link, to be scanned.
    pub qr_svg: String,
}

/// Makes a one-time code for a phone of a worker; valid ten minutes.
#[utoipa::path(post, path = "/v1/enrolments", tag = "devices", request_body = Offer,
    responses((status = 200, body = Enrolment), Refusals))]
pub async fn offer(
    State(app): State<App>,
    console: Console,
    Body(Offer { worker }): Body<Offer>,
) -> Result<Json<Enrolment>, ApiError> {
    console.must(Right::ManageDevices)?;
    let (who, _) = app.accounts.principal(worker).await?.ok_or(ApiError::NotFound)?;
    may_carry_a_phone(&who)?;
    let (code, now) = (enrol::new_code(), app.now());
    let expires = now.plus(enrol::VALID_MS);
    let note = Note::of(console.who.worker, "enrolment_offered", now).about(Kind::Worker, worker);
    app.accounts.offer_code(enrol::hash_code(&code), worker, expires, note).await?;
    let link = enrol::link(&app.settings.public_url, &code);
    Ok(Json(Enrolment { qr_svg: qr(&link)?, code, expires, link }))
}

fn qr(link: &str) -> Result<String, ApiError> {
    let code = qrcode::QrCode::new(link).map_err(|error| ApiError::Internal(error.to_string()))?;
    let drawn = code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(240, 240).build();
    // Without the XML prolog it can stand inside a page.
    Ok(drawn.split_once("?>").map_or(drawn.clone(), |(_, svg)| svg.to_owned()))
}

/// What a phone says to be let in.
#[derive(Deserialize, ToSchema)]
pub struct Enrol {
    /// As typed or scanned; case, spaces and dashes do not matter.
    pub code: String,
    /// What its owner calls it.
    #[schema(max_length = 80)]
    pub device_name: String,
    #[schema(max_length = 40)]
    pub app_version: String,
}

/// What a phone needs from now on.
#[derive(Serialize, ToSchema)]
pub struct Enrolled {
    pub device: DeviceId,
    /// Its token, given out once.
    pub token: String,
    pub worker: EnrolledWorker,
    pub areas: Vec<AreaId>,
    pub organisation: String,
    /// The server's log epoch.
    pub epoch: String,
    /// The server's clock.
    pub now: Millis,
    /// Days it may stay away before it locks.
    pub lease_days: u32,
}

/// Whose phone it is.
#[derive(Serialize, ToSchema)]
pub struct EnrolledWorker {
    pub id: WorkerId,
    pub name: String,
    pub role: Role,
}

/// Spends a code. Wrong, used and late codes are refused alike.
#[utoipa::path(post, path = "/v1/enrol", tag = "phone", request_body = Enrol,
    responses((status = 200, body = Enrolled), Refusals))]
pub async fn enrol(State(app): State<App>, Body(wish): Body<Enrol>) -> Result<Json<Enrolled>, ApiError> {
    let name = wish.device_name.trim();
    if name.is_empty() || name.chars().count() > 80 || wish.app_version.chars().count() > 40 {
        return Err(ApiError::BadInput(
            "device_name has 1 to 80 characters, app_version at most 40".to_owned(),
        ));
    }
    let (secret, now) = (token::new_token(), app.now());
    let id = DeviceId::new(SystemIds.opaque().uuid());
    let device = NewDevice {
        id,
        name: name.to_owned(),
        app_version: wish.app_version,
        token: token::hash(&secret),
        now,
    };
    match app.accounts.redeem_code(enrol::hash_code(&wish.code), device).await? {
        Redeemed::Refused => Err(ApiError::CodeRefused),
        Redeemed::By(who, name) => Ok(Json(Enrolled {
            device: id,
            token: secret,
            worker: EnrolledWorker { id: who.worker, name, role: who.role },
            areas: who.areas.into_iter().collect(),
            organisation: app.settings.organisation.clone(),
            epoch: app.epoch.name(),
            now,
            lease_days: app.settings.lease_days,
        })),
    }
}
