//! What is new, as server-sent events: a line per commit, a heartbeat in between.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, Sse};
use serde::Serialize;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;
use ts_rs::TS;
use utoipa::ToSchema;

use super::Refusals;
use crate::App;
use crate::auth::Console;
use crate::error::ApiError;
use crate::registry::Change;

const HEARTBEAT: Duration = Duration::from_secs(15);

/// Something new is in the log.
#[derive(Serialize, ToSchema, TS)]
pub struct ChangeEvent {
    /// The newest number of the log.
    pub number: u64,
    /// Record kinds it is about; empty: look at everything.
    pub kinds: Vec<String>,
}

/// A stream of `change` events, one after each commit that changed something.
#[utoipa::path(get, path = "/v1/events", tag = "session",
    responses((status = 200, body = ChangeEvent, content_type = "text/event-stream"), Refusals))]
pub async fn listen(
    State(app): State<App>,
    console: Console,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let (send, receive) = mpsc::channel(16);
    let changes = app.bell.listen();
    tokio::spawn(tell(app, console, changes, send));
    Ok(Sse::new(ReceiverStream::new(receive)))
}

/// Tells one console until it goes, its session ends or the server stops.
async fn tell(
    app: App,
    console: Console,
    mut changes: tokio::sync::broadcast::Receiver<Change>,
    send: mpsc::Sender<Result<Event, Infallible>>,
) {
    let mut stopping = app.stopping.clone();
    // The first byte tells the browser that the stream is open.
    let mut event = Event::default().comment("listening");
    loop {
        if send.send(Ok(event)).await.is_err() {
            return;
        }
        event = tokio::select! {
            change = changes.recv() => match change {
                Ok(change) => told(change.number, change.kinds.into_iter().collect()),
                Err(RecvError::Lagged(_)) => told(app.registry.log_number().await.unwrap_or_default(), Vec::new()),
                Err(RecvError::Closed) => return,
            },
            () = tokio::time::sleep(HEARTBEAT) => Event::default().comment("still here"),
            () = stopped(&mut stopping) => return,
        };
        // A session that ended hears nothing more.
        if !matches!(app.accounts.session(console.session, app.now()).await, Ok(Some(_))) {
            return;
        }
    }
}

async fn stopped(stopping: &mut tokio::sync::watch::Receiver<bool>) {
    // A sender that is gone has stopped as well.
    drop(stopping.wait_for(|stopping| *stopping).await);
}

fn told(number: u64, kinds: Vec<String>) -> Event {
    let event = Event::default().event("change");
    event.json_data(ChangeEvent { number, kinds }).expect("a number and some words are JSON")
}
