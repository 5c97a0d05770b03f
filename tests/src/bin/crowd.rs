//! `make crowd`: a thousand phones come back within a minute to one server, once with its registry in a
//! file and once in PostgreSQL; says how they fared. Fails if anything was lost or refused for good.

use std::io::Write;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use latarnia_tests::crowd::{Fare, come_back, gather, losses, pictures};
use latarnia_tests::line::Trip;
use latarnia_tests::{Cluster, Server, memory};

/// Sends a crowd of phones to one server and prints what became of it.
#[derive(Parser)]
struct Options {
    /// How many teams; each has an area of its own.
    #[arg(long, default_value_t = 100)]
    teams: usize,
    /// Phones of each team.
    #[arg(long, default_value_t = 10)]
    phones: usize,
    /// Operations each phone wrote, two visits with a picture each among them.
    #[arg(long, default_value_t = 50)]
    ops: u64,
    /// Seconds over which they come back.
    #[arg(long, default_value_t = 60)]
    within: u64,
    /// Only one registry: `sqlite` or `postgres`.
    #[arg(long)]
    only: Option<String>,
}

fn main() -> std::io::Result<ExitCode> {
    let options = Options::parse();
    let mut out = std::io::stdout().lock();
    let mut lost = 0;
    if options.only.as_deref() != Some("postgres") {
        lost += tell(&options, "SQLite, synchronous=full", &Server::of_teams(options.teams, None), &mut out)?;
    }
    if options.only.as_deref() != Some("sqlite") {
        let cluster = Cluster::start(latarnia_tests::cluster::DURABLE);
        let database = cluster.database();
        let server = Server::of_teams(options.teams, Some(&database.url()));
        lost += tell(&options, "PostgreSQL, fsync and synchronous_commit on", &server, &mut out)?;
    }
    Ok(if lost == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(options: &Options, name: &str, server: &Server, out: &mut impl Write) -> std::io::Result<usize> {
    let mut members = gather(
        server,
        (options.teams, options.phones),
        options.ops.saturating_sub(2),
        &pictures(8, 1600, 1200),
    );
    writeln!(
        out,
        "\n{name}: {} phones with {} operations and 2 pictures each, back within {} s",
        members.len(),
        options.ops,
        options.within
    )?;
    let before = memory::resident(server.process());
    memory::forget_peak(server.process());
    let began = Instant::now();
    let fares = come_back(&mut members, Duration::from_secs(options.within));
    writeln!(out, "  all were done after        {:.1} s", began.elapsed().as_secs_f64())?;
    let peak = memory::peak(server.process());
    writeln!(out, "  memory of the server       {} MB before, {} MB at most", before >> 20, peak >> 20)?;
    tell_fares(&fares, out)?;
    let lost = losses(server, &mut members, options.phones);
    let gave_up: Vec<_> = fares.iter().filter_map(|fare| fare.gave_up.clone()).collect();
    writeln!(
        out,
        "  lost or unequal            {}\n  refused for good           {}",
        lost.len(),
        gave_up.len()
    )?;
    for harm in lost.iter().chain(&gave_up).take(20) {
        writeln!(out, "    {harm}")?;
    }
    Ok(lost.len() + gave_up.len())
}

fn tell_fares(fares: &[Fare], out: &mut impl Write) -> std::io::Result<()> {
    let trips: Vec<&Trip> = fares.iter().flat_map(|fare| &fare.trips).collect();
    let again: u32 = fares.iter().map(|fare| fare.again).sum();
    let broken: usize = fares.iter().map(|fare| fare.broken).sum();
    let busy = trips.iter().filter(|trip| matches!(trip.status, 429 | 503)).count();
    writeln!(
        out,
        "  requests                   {}, answered busy {busy}, unanswered {broken}, phones that tried again {again} times",
        trips.len()
    )?;
    quantiles("a phone, first to last byte", fares.iter().map(|fare| fare.took).collect(), out)?;
    quantiles("a request", trips.iter().map(|trip| trip.took).collect(), out)?;
    let sent: usize = trips.iter().map(|trip| trip.sent).sum();
    let received: usize = trips.iter().map(|trip| trip.received).sum();
    writeln!(
        out,
        "  bytes                      {} MB to the server, {} MB from it",
        sent >> 20,
        received >> 20
    )
}

fn quantiles(what: &str, mut took: Vec<Duration>, out: &mut impl Write) -> std::io::Result<()> {
    took.sort();
    let at = |thousandth: usize| {
        let place = (took.len() * thousandth / 1000).min(took.len().saturating_sub(1));
        took.get(place).map_or(0.0, |took| took.as_secs_f64() * 1000.0)
    };
    writeln!(
        out,
        "  {what:<26} p50 {:.0} ms, p90 {:.0} ms, p99 {:.0} ms, longest {:.0} ms",
        at(500),
        at(900),
        at(990),
        at(1000)
    )
}
