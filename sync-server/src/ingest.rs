//! A phone's sync, from its bytes to the answer's bytes: unpack → epoch → accept → page.
//!
//! The push is one transaction; the page is read in another moment and is answered even if the push
//! could not be stored: a phone that cannot send can still learn. Only when there is nothing left to
//! learn is it told of the failure. A fork stops both.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use latarnia_core::access::Role;
use latarnia_core::clock::Millis;
use latarnia_core::op::Scope;
use latarnia_core::sync::accept::{Outcome, Turned};
use latarnia_core::sync::protocol::{MAX_OPS, MAX_PUSH_BYTES, Reply, Request, VERSION, pack, unpack};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::App;
use crate::auth::Device;
use crate::error::ApiError;
use crate::registry::Pushed;

/// Answers one sync message of `device`.
pub async fn exchange(
    app: &App,
    device: &Device,
    packed: Vec<u8>,
    app_version: Option<String>,
) -> Result<Vec<u8>, ApiError> {
    let request = tokio::task::spawn_blocking(move || read(&packed)).await.map_err(panicked)??;
    let now = app.now();
    let same_log = request.epoch.as_deref().is_none_or(|epoch| epoch == app.epoch.name());
    let mut failure = None;
    let outcome = if same_log {
        push(app, device, &request, now, app_version).await?.map_err(|error| failure = Some(error)).ok()
    } else {
        None
    };
    let head = match &outcome {
        Some(outcome) => outcome.head,
        None => app.registry.head(device.id).await?,
    };
    // Cursors of another log say nothing about this one: it is read from the beginning.
    let cursors = if same_log { request.cursors } else { BTreeMap::new() };
    let page = app.registry.page(device.id, granted(app, device).await?, cursors).await?;
    if let Some(error) = failure.filter(|_| page.ops.is_empty()) {
        return Err(error.into());
    }
    let reply = Reply {
        proto: VERSION,
        epoch: app.epoch.name().to_owned(),
        now,
        head,
        verdicts: outcome.map(|outcome| outcome.refused).unwrap_or_default(),
        cursors: page.cursors,
        devices: page.devices,
        ops: page.ops,
        more: page.more,
        lease_days: app.settings.lease_days,
    };
    Ok(tokio::task::spawn_blocking(move || pack(&reply)).await.map_err(panicked)??)
}

/// What the phone may hold. A supervisor to whom no areas were given holds every one. A page is not
/// redacted, so nobody else's role opens all areas.
async fn granted(app: &App, device: &Device) -> Result<Vec<Scope>, ApiError> {
    let mut scopes = device.who.scopes();
    if device.who.role == Role::Supervisor && device.who.reaches_everything() {
        scopes.extend(app.registry.area_scopes().await?);
    }
    Ok(scopes)
}

fn panicked(error: tokio::task::JoinError) -> ApiError {
    ApiError::Internal(error.to_string())
}

/// The one member every version of the protocol has.
#[derive(Deserialize)]
struct Proto {
    proto: u32,
}

fn read(packed: &[u8]) -> Result<Request, ApiError> {
    let json: Box<RawValue> = unpack(packed)?;
    let wrong = |error: serde_json::Error| ApiError::BadInput(format!("not a sync message: {error}"));
    let Proto { proto } = serde_json::from_str(json.get()).map_err(wrong)?;
    if proto != VERSION {
        let old = proto < VERSION;
        let status = if old { StatusCode::UPGRADE_REQUIRED } else { StatusCode::BAD_REQUEST };
        return Err(ApiError::ProtoTooOld { status });
    }
    let request: Request = serde_json::from_str(json.get()).map_err(wrong)?;
    within_limits(&request)?;
    Ok(request)
}

/// A single operation may be large enough to be alone over the limit; it then comes alone.
fn within_limits(request: &Request) -> Result<(), ApiError> {
    let bytes: usize = request.ops.iter().map(|op| op.get().len()).sum();
    if request.ops.len() > MAX_OPS || (bytes > MAX_PUSH_BYTES && request.ops.len() > 1) {
        return Err(ApiError::TooLarge);
    }
    if request.first == 0 && !request.ops.is_empty() {
        return Err(ApiError::BadInput("first counts from 1".to_owned()));
    }
    Ok(())
}

async fn push(
    app: &App,
    device: &Device,
    request: &Request,
    now: Millis,
    app_version: Option<String>,
) -> Result<Result<Outcome, latarnia_core::Error>, ApiError> {
    let pushed = Pushed {
        device: device.id,
        writer: device.who.clone(),
        first: request.first.max(1),
        ops: request.ops.iter().map(|op| op.get().to_owned()).collect(),
        clock_error: now.since(request.now),
        app_version,
        now,
    };
    match app.registry.push(pushed).await {
        Ok((outcome, change)) => {
            if let Some(change) = change {
                app.announce(change);
            }
            Ok(Ok(outcome))
        }
        Err(Turned::Fork { seq }) => Err(ApiError::Fork { seq }),
        Err(Turned::Store(error)) => {
            tracing::error!(%error, device = %device.id, "a push could not be stored");
            Ok(Err(error))
        }
    }
}
