//! `make bench-phone`: what the phone's screens ask for, on a phone that holds ten years of a large city; prints a table.

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use clap::Parser;
use latarnia_field::command::session::Unlock;
use latarnia_field::{FieldApp, Parts};
use latarnia_tests::bench::town::{self, Size, TEN_YEARS, call, name_of};
use latarnia_tests::bench::{Goal, Samples, Table};
use latarnia_tests::phone::PIN;
use serde_json::{Value, json};

/// Measures the phone and prints a table of what was measured beside what is to be reached.
#[derive(Parser)]
struct Options {
    /// How often each is asked.
    #[arg(long, default_value_t = 50)]
    times: u64,
    /// People in the city.
    #[arg(long, default_value_t = TEN_YEARS.people)]
    people: u64,
    /// Nights that are written down.
    #[arg(long, default_value_t = TEN_YEARS.nights)]
    nights: u64,
    /// Where the phone's files are left for whoever measures on; a city of the same size that was left there is measured again.
    #[arg(long)]
    keep: Option<PathBuf>,
}

fn main() -> std::io::Result<()> {
    let options = Options::parse();
    let mut out = std::io::stdout().lock();
    let size = Size { people: options.people, nights: options.nights, ..TEN_YEARS };
    let own = tempfile::tempdir()?;
    let folder = options.keep.clone().unwrap_or_else(|| own.path().to_owned());
    let app = town::phone_in(&folder, size);
    writeln!(
        out,
        "{} people, {} sites, {} contacts in {} nights on one phone, encrypted; each asked {} times: medians, least and \
        most in brackets.\n",
        size.people,
        size.sites,
        size.nights * size.contacts,
        size.nights,
        options.times
    )?;
    let mut table = Table::default();
    save(&app, options.times, &mut table);
    read(&app, options.times, &mut table);
    start(app, &folder, &mut table);
    writeln!(out, "{table}")
}

fn timed(work: impl FnOnce()) -> f64 {
    let began = Instant::now();
    work();
    began.elapsed().as_secs_f64() * 1_000.0
}

/// Saving, beside one plain row in a file of its own: both durable, both encrypted.
fn save(app: &FieldApp, times: u64, table: &mut Table) {
    let plain = tempfile::tempdir().expect("a temporary folder");
    let mut floor = latarnia_tests::bench::capture::PlainRows::in_folder(plain.path());
    let (mut saved, mut rows) = (Samples::default(), Samples::default());
    for _ in 0..times {
        let contact =
            json!({ "contact": { "kind": "met", "heads": 1, "note": "herbata, śpiwór, wróci jutro" } });
        rows.add(floor.one(&contact.to_string()));
        saved.add(timed(|| drop(call(app, "contact.record", contact))));
    }
    let beside = Some(("a transaction of one row", &rows));
    table.row("save a contact, SQLCipher, ms", &saved, beside, Goal::TimesAtMost(1.3));
}

fn read(app: &FieldApp, times: u64, table: &mut Table) {
    let mut row = |what: &str, name: &str, input: Value, goal: Goal| {
        let mut samples = Samples::default();
        for _ in 0..times {
            samples.add(timed(|| drop(call(app, name, input.clone()))));
        }
        table.row(what, &samples, None, goal);
    };
    let found = call(app, "search.find", json!({ "text": name_of(0), "kinds": ["person"] }));
    let person = found.pointer("/0/id").cloned().expect("the first person is found");
    row("open a person with 200 contacts, ms", "person.show", json!({ "id": person }), Goal::AtMost(50.0));
    for (what, text) in [
        ("search 50,000 people, misspelt nickname, ms", "Misek"),
        ("search 50,000 people, misspelt name, ms", "Mieczyslav Spawac"),
        ("search 50,000 people, a frequent word, ms", "sław"),
    ] {
        row(what, "search.find", json!({ "text": text, "kinds": ["person"] }), Goal::AtMost(16.0));
    }
    row("the first 60 people, ms", "person.list", json!({ "most": 61 }), Goal::AtMost(100.0));
    let typed = json!({ "label": "Misek", "birth_year": 1968 });
    row("who may be meant while a name is typed, ms", "person.alike", json!({ "person": typed }), Goal::None);
    row("Today, ms", "today.show", json!({ "here": null }), Goal::None);
    row("all sites for the map, ms", "site.list", json!({ "here": null }), Goal::None);
}

/// From a process that knows nothing to *Today*.
fn start(app: FieldApp, folder: &std::path::Path, table: &mut Table) {
    app.lock();
    drop(app);
    let (mut unlock, mut today) = (Samples::default(), Samples::default());
    for _ in 0..5 {
        let app = FieldApp::new(Parts::on_disk(folder));
        unlock.add(timed(|| app.unlock(&Unlock { pin: PIN.to_owned(), slot: None }).expect("the PIN")));
        today.add(timed(|| drop(call(&app, "today.show", json!({ "here": null })))));
        app.lock();
    }
    table.row("cold start: unlock (the PIN's key is made slowly on purpose), ms", &unlock, None, Goal::None);
    table.row("cold start: Today after it, ms", &today, None, Goal::AtMost(300.0));
}
