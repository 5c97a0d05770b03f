//! The shared database: its address, connections to it, and what can go wrong with them.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use deadpool_postgres::{
    ClientWrapper, Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod,
};
use latarnia_core::error::{Error, Result};
use tokio_postgres::config::{Config, Host, SslMode};
use tokio_postgres::error::SqlState;
use tokio_postgres::{AsyncMessage, Client, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::home;

/// Connections of one server process, beside the one that listens.
const CONNECTIONS: usize = 12;
/// How long to go on trying to connect before it is told.
const PATIENCE: Duration = Duration::from_secs(3);
const FIRST_WAIT: Duration = Duration::from_millis(50);
const LONGEST_WAIT: Duration = Duration::from_millis(500);

/// What every connection starts with. A statement that takes longer is broken off, and a process that
/// stands still inside a transaction does not keep the log's lock for ever.
const SESSION: &str = "-c statement_timeout=15s -c idle_in_transaction_session_timeout=20s \
    -c default_transaction_isolation=read\\ committed -c client_min_messages=warning";

/// A pool of connections to the shared database.
#[derive(Clone)]
pub struct Database {
    config: Config,
    pool: Pool,
}

impl Database {
    /// Reads an address. Nothing is connected yet.
    ///
    /// # Errors
    /// [`Error::Unreachable`] says what is wrong with it.
    pub fn at(url: &str) -> Result<Self> {
        let config = read(url)?;
        let pool = pool(&config)?;
        Ok(Self { config, pool })
    }

    /// A connection, tried for again and again for a few seconds.
    pub async fn connection(&self) -> Result<Object> {
        let mut wait = FIRST_WAIT;
        let mut waited = Duration::ZERO;
        loop {
            match self.pool.get().await {
                Ok(connection) => return Ok(connection),
                Err(PoolError::Backend(error)) if waited < PATIENCE && is_away(&error) => {
                    tokio::time::sleep(wait).await;
                    waited += wait;
                    wait = (wait * 2).min(LONGEST_WAIT);
                }
                Err(PoolError::Backend(error)) => return Err(failed(error)),
                Err(PoolError::PostCreateHook(HookError::Message(told))) => {
                    return Err(Error::Unreachable(told.into_owned()));
                }
                Err(error) => return Err(Error::Unreachable(format!("PostgreSQL: {error}"))),
            }
        }
    }

    /// A connection, with the answer to the first thing asked over it.
    pub async fn ask<T>(&self, first: impl AsyncFn(&ClientWrapper) -> Result<T>) -> Result<(Object, T)> {
        let (lent, answer) = self.lend(first).await?;
        Ok((lent.give_back(), answer))
    }

    /// The same, lent: it goes back to the others only when it is given back.
    pub async fn lend<T>(&self, first: impl AsyncFn(&ClientWrapper) -> Result<T>) -> Result<(Lent, T)> {
        let mut tries = 0;
        loop {
            let lent = self.lent().await?;
            let asked = first(lent.client()).await;
            if !lent.was_closed(&asked, &mut tries) {
                return Ok((lent, asked?));
            }
        }
    }

    /// A connection, lent.
    pub async fn lent(&self) -> Result<Lent> {
        Ok(Lent { connection: Some(self.connection().await?), since: Instant::now() })
    }

    /// A connection outside the pool, with all that the server says of its own accord.
    pub async fn alone(&self) -> Result<(Client, tokio::sync::mpsc::UnboundedReceiver<AsyncMessage>)> {
        if let Some(tls) = tls(&self.config)? {
            let (client, connection) = self.config.connect(tls).await.map_err(failed)?;
            return Ok((client, forward(connection)));
        }
        let (client, connection) = self.config.connect(NoTls).await.map_err(failed)?;
        Ok((client, forward(connection)))
    }
}

/// A connection in whatever state, say inside a transaction. Unless it is given back it is closed.
pub struct Lent {
    connection: Option<Object>,
    since: Instant,
}

impl Lent {
    /// The connection.
    pub fn client(&self) -> &ClientWrapper {
        self.connection.as_ref().expect("only giving it back empties it")
    }

    /// A connection that was closed while it lay in the pool shows only when it is used. Then another is
    /// taken, and so on, until all may have been tried.
    pub fn was_closed<T>(&self, asked: &Result<T>, tries: &mut usize) -> bool {
        *tries += 1;
        // One that was waited for was open.
        let at_once = self.since.elapsed() < PATIENCE;
        matches!(asked, Err(Error::Unreachable(_))) && at_once && *tries <= CONNECTIONS
    }

    /// For others to use.
    pub fn give_back(mut self) -> Object {
        self.connection.take().expect("only giving it back empties it")
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        drop(self.connection.take().map(Object::take));
    }
}

/// Drives a connection; the receiver ends with it.
fn forward<S, T>(
    mut connection: tokio_postgres::Connection<S, T>,
) -> tokio::sync::mpsc::UnboundedReceiver<AsyncMessage>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let (send, receive) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Some(Ok(message)) = std::future::poll_fn(|context| connection.poll_message(context)).await {
            if send.send(message).is_err() {
                return;
            }
        }
    });
    receive
}

fn read(url: &str) -> Result<Config> {
    let wrong = |text: String| Error::Unreachable(format!("PostgreSQL: {text}"));
    // Certificates are always verified, by whatever name that is asked for.
    let url =
        url.replace("sslmode=verify-full", "sslmode=require").replace("sslmode=verify-ca", "sslmode=require");
    let mut config: Config =
        url.parse().map_err(|error| wrong(format!("the address is not readable: {error}")))?;
    if config.get_hosts().is_empty() {
        return Err(wrong("the address names no host; postgres://name@host/database".to_owned()));
    }
    let own = config.get_options().unwrap_or_default().to_owned();
    config.options(format!("{SESSION} {own}"));
    if config.get_application_name().is_none() {
        config.application_name("latarnia-server");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(5));
    }
    config.tcp_user_timeout(Duration::from_secs(20)).keepalives_idle(Duration::from_secs(30));
    if config.get_ssl_mode() == SslMode::Prefer {
        // No plain text where others can listen, unless it is asked for by `sslmode=disable`.
        let local = config.get_hosts().iter().all(is_local);
        config.ssl_mode(if local { SslMode::Disable } else { SslMode::Require });
    }
    Ok(config)
}

fn is_local(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        Host::Unix(_) => true,
    }
}

fn tls(config: &Config) -> Result<Option<MakeRustlsConnect>> {
    if config.get_ssl_mode() != SslMode::Require {
        return Ok(None);
    }
    // Another part of the program may have chosen already; either choice will do.
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    let (tls, unreadable) = MakeRustlsConnect::with_native_certs().map_err(|errors| {
        let told = errors.first().map_or_else(|| "there are none".to_owned(), ToString::to_string);
        Error::Unreachable(format!("PostgreSQL: no certificates to verify the server with: {told}"))
    })?;
    for error in unreadable {
        tracing::warn!(%error, "a root certificate is not readable");
    }
    Ok(Some(tls))
}

fn pool(config: &Config) -> Result<Pool> {
    let how = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = match tls(config)? {
        Some(tls) => Manager::from_config(config.clone(), tls, how),
        None => Manager::from_config(config.clone(), NoTls, how),
    };
    // Another connection may be one to another server: a standby that was promoted, a restored copy.
    let arrive = Hook::async_fn(|client: &mut ClientWrapper, _| {
        Box::pin(
            async move { home::arrive(client).await.map_err(|error| HookError::message(error.to_string())) },
        )
    });
    let pool = Pool::builder(manager).max_size(CONNECTIONS).post_create(arrive).build();
    pool.map_err(|error| Error::Unreachable(format!("PostgreSQL: {error}")))
}

/// Is the server away, so that trying again may help?
fn is_away(error: &tokio_postgres::Error) -> bool {
    let away = |code: &SqlState| code.code().starts_with("08") || code.code().starts_with("57P");
    error.code().map_or_else(|| !error.to_string().contains("invalid"), away)
}

/// What failed, without a word of what was in the rows.
pub fn failed(error: tokio_postgres::Error) -> Error {
    use std::error::Error as _;
    let Some(said) = error.as_db_error() else {
        let told = format!("PostgreSQL: {error}");
        // The rest is the network's doing.
        let ours = ["error serializing", "error deserializing", "invalid column", "query returned"];
        let ours = ours.iter().any(|kind| error.to_string().starts_with(kind));
        let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
        return if ours { Error::Shared(told) } else { Error::Unreachable(told + &cause) };
    };
    let told = format!("PostgreSQL: {} ({})", said.message(), said.code().code());
    match said.code() {
        &SqlState::DISK_FULL => Error::DiskFull,
        &SqlState::QUERY_CANCELED
        | &SqlState::READ_ONLY_SQL_TRANSACTION
        | &SqlState::TOO_MANY_CONNECTIONS => Error::Unreachable(told),
        code if code.code().starts_with("08")
            || code.code().starts_with("57P")
            || code.code().starts_with("28") =>
        {
            Error::Unreachable(told)
        }
        _ => Error::Shared(told),
    }
}

/// PostgreSQL keeps no text with a zero in it.
pub fn text(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
