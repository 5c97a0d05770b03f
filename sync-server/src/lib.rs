//! The sync server of Latarnia: merges the phones' logs into the central registry and serves the console.
//!
//! * [`config`]: the command line and its environment
//! * [`router`]: every route on one screen, and what is laid around them
//! * [`api`]: a file per resource; [`auth`]: who asks, and what they may ask for
//! * [`ingest`]: a phone's sync, from its bytes to the answer's bytes
//! * [`registry`]: where everything rests, behind two traits
//! * [`basemap`], [`console`], [`epoch`], [`events`]: the map file, the console's files, which log this is, what is new
//! * [`daily`]: what is tidied once a day; [`backup`]: copies by schedule, which erasure reaches
//! * [`command`]: everything but serving; [`demo`]: the town of Latarnowo with ninety days of work
//!
//! It deliberately has no second way into the registry: phones push operations, the console writes them
//! with the core's pen, and nothing else writes records.

pub mod api;
pub mod auth;
pub mod backup;
pub mod basemap;
pub mod command;
pub mod config;
pub mod console;
pub mod daily;
pub mod demo;
pub mod epoch;
pub mod error;
pub mod events;
pub mod ingest;
pub mod registry;
pub mod router;
pub mod types;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;

use latarnia_core::clock::{Clock, Millis};
use tokio::net::TcpListener;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

use auth::backoff::BackOff;
use backup::schedule::{self, Schedule};
use config::Settings;
use daily::Daily;
use epoch::Epoch;
pub use error::Error;
use events::Bell;
use registry::postgres::BACKED_UP_THERE;
use registry::{Accounts, Attachments, Change, Opened, Reader, Registry};

/// How long running answers may take to end once the server is asked to stop.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(8);

/// Everything a request may need. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What an [`App`] is made of.
pub struct Parts {
    pub registry: Arc<dyn Registry>,
    pub attachments: Arc<dyn Attachments>,
    pub accounts: Arc<dyn Accounts>,
    pub clock: Arc<dyn Clock>,
    pub settings: Settings,
    pub epoch: Epoch,
    pub bell: Bell,
    pub backoff: BackOff,
    /// When pictures were last tidied.
    pub swept: Daily,
    /// The backups to be made, if any are.
    pub backups: Option<Schedule>,
    /// True once the server is asked to stop: long answers end.
    pub stopping: watch::Receiver<bool>,
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// The server's time.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Somebody's look at the registry, now.
    pub fn reader(&self, who: &latarnia_core::access::Principal) -> Reader {
        Reader { who: who.clone(), now: self.now() }
    }

    /// Tells the open consoles and remembers how far the log reaches.
    pub fn announce(&self, change: Change) {
        self.epoch.reached(change.number);
        self.bell.ring(change);
    }
}

/// Serves until `shutdown` is done, then lets running requests end.
pub async fn serve(
    listener: TcpListener,
    settings: Settings,
    clock: Arc<dyn Clock>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let address = listener.local_addr().map_err(Error::Serve)?;
    if !address.ip().is_loopback() && !settings.behind_proxy {
        return Err(Error::Plaintext { address });
    }
    if settings.backups.is_some() && settings.place.database.is_some() {
        return Err(Error::Refused(BACKED_UP_THERE.to_owned()));
    }
    let (stop, stopping) = watch::channel(false);
    let opened = Opened::at(&settings.place).await?;
    let patience = out_of_patience(stopping.clone());
    let app = assemble(&opened, settings, clock, stopping).await?;
    let heard = opened.changes().map(|changes| tokio::spawn(pass_on(changes, app.clone())));
    daily::sweep_photos(&app).await;
    let backups = tokio::spawn(schedule::keep_up(app.clone()));
    tracing::info!(%address, "serving");
    let service = router::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let stopped = async move {
        shutdown.await;
        tracing::info!("stopping");
        stop.send_replace(true);
    };
    let served = axum::serve(listener, service).with_graceful_shutdown(stopped);
    tokio::select! {
        ended = served => ended.map_err(Error::Serve)?,
        () = patience => tracing::warn!("some answers did not end in time and were cut"),
    }
    if let Some(heard) = heard {
        heard.abort();
    }
    // Asked to stop, it gives up the copy it is at.
    drop(backups.await);
    opened.settle().await
}

/// Tells the open consoles what other servers wrote.
async fn pass_on(mut changes: broadcast::Receiver<Change>, app: App) {
    loop {
        match changes.recv().await {
            Ok(change) => app.announce(change),
            // Something was missed: everything may have changed.
            Err(RecvError::Lagged(_)) => {
                let number = app.registry.log_number().await.unwrap_or_default();
                app.announce(Change { number, kinds: BTreeSet::new() });
            }
            Err(RecvError::Closed) => return,
        }
    }
}

/// Long enough for any answer, too short for a download to hold up the end.
async fn out_of_patience(mut stopping: watch::Receiver<bool>) {
    let asked = stopping.wait_for(|stopping| *stopping).await.is_ok();
    if asked {
        tokio::time::sleep(PATIENCE).await;
    } else {
        std::future::pending::<()>().await;
    }
}

async fn assemble(
    opened: &Opened,
    settings: Settings,
    clock: Arc<dyn Clock>,
    stopping: watch::Receiver<bool>,
) -> Result<App, Error> {
    let epoch = opened.epoch(&settings.place).await?;
    let data = &settings.place.data;
    let backups = settings.backups.clone().map(|plan| Schedule::new(plan, data, clock.now()));
    Ok(App::new(Parts {
        registry: opened.records(),
        attachments: opened.attachments(),
        accounts: opened.accounts(),
        clock,
        settings,
        epoch,
        bell: Bell::default(),
        backoff: BackOff::default(),
        swept: Daily::default(),
        backups,
        stopping,
    }))
}
