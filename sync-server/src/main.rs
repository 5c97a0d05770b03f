//! Parses the command line and runs what it asks for.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use latarnia_core::clock::SystemClock;
use latarnia_server::config::{Cli, Command, Place, Serve, Settings};
use latarnia_server::{Error, command, serve};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Taking operations in allocates much and in small pieces, in Rust and in SQLite (docs/BENCH-SYNC.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Threads for what blocks. Each keeps memory of its own, and more than these would only wait for one disk.
const BLOCKING: usize = 32;

fn main() -> ExitCode {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    match runtime.enable_all().max_blocking_threads(BLOCKING).build() {
        Ok(runtime) => runtime.block_on(run()),
        Err(error) => {
            drop(writeln!(std::io::stderr(), "error: no threads could be started: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> ExitCode {
    let cli = Cli::parse();
    let filter = tracing_subscriber::EnvFilter::new(&cli.log);
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let outcome = match cli.command {
        Command::Serve(how) => listen(cli.place, how).await,
        other => command::run(&cli.place, other, Arc::new(SystemClock)).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if let Error::Unsound(problems) = &error {
                for problem in problems {
                    drop(writeln!(std::io::stderr(), "problem: {problem}"));
                }
            }
            drop(writeln!(std::io::stderr(), "error: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn listen(place: Place, how: Serve) -> Result<(), Error> {
    let listener =
        TcpListener::bind(how.addr).await.map_err(|source| Error::Listen { address: how.addr, source })?;
    let address = listener.local_addr().map_err(Error::Serve)?;
    // The first line of output is where to find it; who started it may have asked for any free port.
    drop(writeln!(std::io::stdout(), "http://{address}"));
    serve(listener, Settings::new(place, &how, address), Arc::new(SystemClock), asked_to_stop()).await
}

async fn asked_to_stop() {
    let mut terminate = signal(SignalKind::terminate()).expect("the system lets programs listen for SIGTERM");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
