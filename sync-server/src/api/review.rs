//! What waits for a decision.

use axum::Json;
use axum::extract::State;
use latarnia_core::record::Kind;
use latarnia_core::view::Review;
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

use super::Refusals;
use super::quarantine::Quarantined;
use super::sites::LISTED_AGAIN_MS;
use crate::App;
use crate::auth::Console;
use crate::auth::rights::Right;
use crate::error::ApiError;
use crate::registry::Note;

/// Everything that waits for a decision.
#[derive(Serialize, ToSchema, TS)]
pub struct Queue {
    /// Questions about records. Each is settled by an ordinary change: a field set, a link, a pair told apart.
    pub review: Review,
    /// Operations kept aside, newest first.
    pub aside: Vec<Quarantined>,
}

/// What waits for a decision, as far as the reader may see it.
#[utoipa::path(get, path = "/v1/review", tag = "decisions", responses((status = 200, body = Queue), Refusals))]
pub async fn list(State(app): State<App>, console: Console) -> Result<Json<Queue>, ApiError> {
    console.must(Right::Decide)?;
    let review = app.registry.review(app.reader(&console.who)).await?;
    let aside = app.registry.quarantine(app.reader(&console.who)).await?;
    let note = Note::of(console.who.worker, "reviewed", app.now()).about_kind(Kind::Person);
    app.accounts.note(note, LISTED_AGAIN_MS).await?;
    Ok(Json(Queue { review, aside: aside.into_iter().map(Quarantined::from).collect() }))
}
