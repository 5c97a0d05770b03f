//! `make bench-sync`: our engine beside its floors and its peers, in one run and in turn; prints a table.

use std::io::Write;
use std::path::PathBuf;

use clap::Parser;
use latarnia_core::record::Record as _;
use latarnia_tests::bench::capture::capture;
use latarnia_tests::bench::floor::same_rows;
use latarnia_tests::bench::history::{self, Above};
use latarnia_tests::bench::ours::{Measured, bytes_of, bytes_per_form, contacts, count};
use latarnia_tests::bench::peer::Peer;
use latarnia_tests::bench::{Goal, Samples, Table};
use latarnia_tests::cluster::DURABLE;
use latarnia_tests::{Cluster, LightPhone, Server};
use serde_json::Value;

/// Measures sync and prints a table of what was measured beside what.
#[derive(Parser)]
struct Options {
    /// Rounds; in each, everything has its turn.
    #[arg(long, default_value_t = 5)]
    rounds: u64,
    /// Forms that are pushed and read in each round.
    #[arg(long, default_value_t = 10_000)]
    forms: u64,
    /// Operations of the long history; 0 leaves it out.
    #[arg(long, default_value_t = 1_000_000)]
    history: u64,
    /// The folder into which the peers were installed, `anki` and `pouch`.
    #[arg(long, default_value = "target/peers")]
    peers: PathBuf,
}

/// What was measured in turn.
#[derive(Default)]
struct Rounds {
    file: Measured,
    shared: Measured,
    /// The rows of the server, and those of a phone, written by SQLite alone.
    rows: Samples,
    anki: Option<Peer>,
    pouch: Option<Peer>,
}

fn main() -> std::io::Result<()> {
    let options = Options::parse();
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{} rounds of {} forms of 10 mixed fields; medians, least and most in brackets. Durable against \
        power loss: SQLite with synchronous=full, PostgreSQL with fsync and synchronous_commit on; the peers as \
        they come.\n",
        options.rounds, options.forms
    )?;
    let cluster = Cluster::start(DURABLE);
    let rounds = rounds(&options, &cluster);
    let mut table = Table::default();
    tell_push(&rounds, &mut table);
    tell_first(&rounds, &mut table);
    tell_idle(&rounds, &mut table);
    tell_bytes(&rounds, options.forms, &mut table);
    tell_capture(&mut table);
    writeln!(out, "{table}")?;
    if options.history > 0 {
        let mut table = Table::default();
        tell_history(&options, &cluster, &mut table);
        writeln!(out, "{table}")?;
    }
    Ok(())
}

fn rounds(options: &Options, cluster: &Cluster) -> Rounds {
    let (anki, pouch) = (Peer::anki(&options.peers.join("anki")), Peer::pouch(&options.peers.join("pouch")));
    let mut rounds = Rounds { anki, pouch, ..Rounds::default() };
    for round in 0..options.rounds {
        eprintln!("round {} of {}", round + 1, options.rounds);
        rounds.file.round(options.forms, None);
        rounds.shared.round(options.forms, Some(&cluster.database()));
        if let Some((_, file)) = &rounds.file.registry {
            rounds.rows.add(same_rows(file, None, 500));
        }
        let contacts = contacts(round * options.forms, options.forms);
        let forms: Vec<Value> = contacts.iter().map(|contact| Value::Object(contact.to_form())).collect();
        for peer in [&mut rounds.anki, &mut rounds.pouch].into_iter().flatten() {
            if !peer.round(&forms) {
                eprintln!("a peer broke off");
            }
        }
    }
    rounds
}

fn tell_push(rounds: &Rounds, table: &mut Table) {
    let missing = Samples::default();
    let peer = |peer: &Option<Peer>| peer.as_ref().map_or_else(|| missing.clone(), |peer| peer.push.clone());
    for (name, ours) in [("SQLite", &rounds.file), ("PostgreSQL", &rounds.shared)] {
        let what = |what: &str| format!("{what}, {name}, forms/s");
        let rows = Some(("the same rows in process, 500 a transaction", &rounds.rows));
        table.row(&what("server accepts"), &ours.accepted, rows, Goal::TimesAtLeast(0.4));
        let anki = peer(&rounds.anki);
        table.row(&what("push"), &ours.push, Some(("Anki", &anki)), Goal::TimesAtLeast(3.0));
        let pouch = peer(&rounds.pouch);
        table.row(&what("push"), &ours.push, Some(("PouchDB", &pouch)), Goal::TimesAtLeast(30.0));
        table.row(&what("the same push again"), &ours.again, Some(("push", &ours.accepted)), Goal::None);
    }
}

fn tell_first(rounds: &Rounds, table: &mut Table) {
    let missing = Samples::default();
    let peer = |peer: &Option<Peer>| peer.as_ref().map_or_else(|| missing.clone(), |peer| peer.pull.clone());
    let (anki, pouch) = (peer(&rounds.anki), peer(&rounds.pouch));
    for (name, ours) in [("SQLite", &rounds.file), ("PostgreSQL", &rounds.shared)] {
        let what = |what: &str| format!("{what}, {name}, forms/s");
        table.row(
            &what("first sync"),
            &ours.first,
            Some(("Anki's incremental pull", &anki)),
            Goal::TimesAtLeast(5.0),
        );
        table.row(&what("first sync"), &ours.first, Some(("PouchDB", &pouch)), Goal::None);
        table.row(
            &what("first sync"),
            &ours.first,
            Some(("the same rows in process", &rounds.rows)),
            Goal::None,
        );
        let encrypted = Some(("plain", &ours.first));
        table.row(&what("first sync, phone encrypted"), &ours.first_encrypted, encrypted, Goal::None);
        let first = format!("first page of a first sync is there, {name}, ms");
        table.row(&first, &ours.usable, None, Goal::AtMost(2_000.0));
    }
}

fn tell_idle(rounds: &Rounds, table: &mut Table) {
    let idle = |peer: &Option<Peer>| peer.as_ref().map(|peer| peer.idle.clone()).unwrap_or_default();
    for (name, ours) in [("SQLite", &rounds.file), ("PostgreSQL", &rounds.shared)] {
        let what = |what: &str| format!("idle sync, {name}, {what}");
        table.row(&what("round trips"), &ours.idle_trips, None, Goal::AtMost(1.0));
        let anki = idle(&rounds.anki);
        table.row(&what("ms"), &ours.idle, Some(("Anki", &anki)), Goal::None);
        let pouch = idle(&rounds.pouch);
        table.row(&what("ms"), &ours.idle, Some(("PouchDB", &pouch)), Goal::None);
        for (way, bytes, wire) in [
            ("up", &ours.idle_bytes[0], &ours.idle_wire[0]),
            ("down", &ours.idle_bytes[1], &ours.idle_wire[1]),
        ] {
            table.row(&what(&format!("bytes {way}")), bytes, None, Goal::AtMost(300.0));
            table.row(&what(&format!("bytes {way} with the heads of HTTP")), wire, None, Goal::None);
        }
    }
}

fn tell_bytes(rounds: &Rounds, forms: u64, table: &mut Table) {
    let server = Server::of_teams(1, None);
    for (link, forms) in server.invite_many("team1", server.address(), 3).iter().zip([1, 50, 500]) {
        let (sent, bare) = bytes_per_form(link, forms);
        let goal = if forms == 50 { Goal::AtMost(60.0) } else { Goal::None };
        let floor = Samples::from(bare);
        table.row(
            &format!("bytes a form, push of {forms}"),
            &sent.into(),
            Some(("zstd of minimal JSON", &floor)),
            goal,
        );
    }
    let all = contacts(0, forms);
    let json: usize = all
        .iter()
        .map(|contact| serde_json::to_string(&contact.to_form()).map_or(0, |form| form.len()))
        .sum();
    let bare = Samples::from(count(json) / count(all.len()));
    let registry = rounds.file.registry.as_ref().map(|(_, file)| bytes_of(file) / count(all.len()));
    let registry = registry.map(Samples::from).unwrap_or_default();
    table.row("bytes a form in the server's file", &registry, Some(("its minimal JSON", &bare)), Goal::None);
    table.row(
        "bytes a form in the phone's file",
        &rounds.file.phone_bytes,
        Some(("its minimal JSON", &bare)),
        Goal::None,
    );
}

fn tell_capture(table: &mut Table) {
    let server = Server::of_teams(1, None);
    let link = server.invite_many("team1", server.address(), 1).pop().unwrap_or_default();
    let (saved, floor) = capture(&link, 300);
    let what = "save a contact on the phone, SQLCipher, ms";
    table.row(what, &saved, Some(("a transaction of one row", &floor)), Goal::TimesAtMost(1.3));
}

fn tell_history(options: &Options, cluster: &Cluster, table: &mut Table) {
    let mut server = Server::of_teams(1, None);
    let link = server.invite_many("team1", server.address(), 1).pop().unwrap_or_default();
    let team = LightPhone::on_a_line(&link);
    assert!(server.stop(), "the server ends cleanly");
    eprintln!("a history of {} operations", options.history);
    history::write(server.folder(), &team, options.history);
    server.start();
    let above = history::read(&server, options.history);
    tell_above("SQLite", options.history, above, table);
    let database = cluster.database();
    assert!(server.stop(), "the server ends cleanly");
    eprintln!("the same in PostgreSQL");
    let server = server.moved_to(&database.url());
    let above = history::read(&server, options.history);
    tell_above("PostgreSQL", options.history, above, table);
}

fn tell_above(name: &str, ops: u64, above: Above, table: &mut Table) {
    let mib = |bytes: u64| Samples::from(count(usize::try_from(bytes >> 10).unwrap_or_default()) / 1024.0);
    let what =
        |what: &str| format!("memory of a first sync of {ops} operations, {name}, {what}, MiB above before");
    for (who, bytes) in [
        ("server that makes the segments", above.making),
        ("server that has them", above.serving),
        ("phone", above.phone),
    ] {
        table.row(&what(who), &mib(bytes), None, Goal::AtMost(32.0));
    }
}
