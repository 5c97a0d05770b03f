//! A phone's sync, from its bytes to the answer's bytes: unpack → epoch → accept → page.
//!
//! The push is one transaction; the page is read in another moment and is answered even if the push
//! could not be stored: a phone that cannot send can still learn. Only when there is nothing left to
//! learn is it told of the failure. A fork stops both.

use axum::body::Bytes;
use latarnia_core::access::Role;
use latarnia_core::clock::Millis;
use latarnia_core::op::Scope;
use latarnia_core::sync::accept::Turned;
use latarnia_core::sync::protocol::{Reply, pack};
use latarnia_core::sync::round::{Round, Stretch, Taken};

use crate::App;
use crate::auth::Device;
use crate::error::ApiError;
use crate::registry::Pushed;

/// How often a message is answered anew because the log was found to be another one meanwhile.
const TRIES: u32 = 3;

/// Answers one sync message of `device`.
pub async fn exchange(
    app: &App,
    device: &Device,
    packed: Bytes,
    app_version: Option<String>,
) -> Result<Vec<u8>, ApiError> {
    for _ in 0..TRIES {
        if let Some(reply) = answer(app, device, packed.clone(), app_version.clone()).await? {
            return Ok(tokio::task::spawn_blocking(move || pack(&reply)).await.map_err(panicked)??);
        }
    }
    Err(ApiError::Unavailable("the log is being restored".to_owned()))
}

/// One answer; none if the log went on under another epoch between its parts. What was taken in is in
/// the log or is sent again; but the cursors of such an answer would tell of another log.
async fn answer(
    app: &App,
    device: &Device,
    packed: Bytes,
    app_version: Option<String>,
) -> Result<Option<Reply>, ApiError> {
    let (now, epoch) = (app.now(), app.epoch.name());
    let named = epoch.clone();
    let opened = tokio::task::spawn_blocking(move || Round::open(&packed, &named, now));
    let round = opened.await.map_err(panicked)??;
    let taken = match round.stretch() {
        Some(stretch) => push(app, device, &stretch, now, app_version).await?,
        None => Taken::LeftAlone { head: app.registry.head(device.id).await? },
    };
    let page = app.registry.page(round.pull(device.id, granted(app, device).await?)).await?;
    if app.epoch.name() != epoch {
        return Ok(None);
    }
    Ok(Some(round.reply(taken, page, app.settings.lease_days)?))
}

/// What the phone may hold. A supervisor to whom no areas were given holds every one. A page is not
/// redacted, so nobody else's role opens all areas.
pub async fn granted(app: &App, device: &Device) -> Result<Vec<Scope>, ApiError> {
    let mut scopes = device.who.scopes();
    if device.who.role == Role::Supervisor && device.who.reaches_everything() {
        scopes.extend(app.registry.area_scopes().await?);
    }
    Ok(scopes)
}

fn panicked(error: tokio::task::JoinError) -> ApiError {
    ApiError::Internal(error.to_string())
}

async fn push(
    app: &App,
    device: &Device,
    stretch: &Stretch<'_>,
    now: Millis,
    app_version: Option<String>,
) -> Result<Taken, ApiError> {
    let pushed = Pushed {
        device: device.id,
        writer: device.who.clone(),
        first: stretch.first,
        ops: stretch.ops.iter().map(|op| (*op).to_owned()).collect(),
        erased: stretch.erased,
        tip: stretch.tip,
        clock_error: stretch.clock_error,
        app_version,
        now,
    };
    match app.registry.push(pushed).await {
        Ok((outcome, change)) => {
            if let Some(change) = change {
                app.announce(change);
            }
            Ok(Taken::In(outcome))
        }
        Err(Turned::Fork { seq }) => Err(ApiError::Fork { seq }),
        Err(Turned::Store(error)) => {
            tracing::error!(%error, device = %device.id, "a push could not be stored");
            Ok(Taken::Failed { head: app.registry.head(device.id).await?, error })
        }
    }
}
