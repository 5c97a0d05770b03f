//! The generated files: TypeScript of the console's answers, and the OpenAPI document.

use std::collections::BTreeSet;
use std::path::Path;

use latarnia_core::access::Role;
use latarnia_core::id::{AreaId, DeviceId, WorkerId};
use latarnia_core::record::FieldError;
use latarnia_core::typescript::Book;
use latarnia_core::view::{
    CountCard, CountRow, HistoryEntry, OutingCard, PersonCard, PersonRow, SiteCard, SiteRow,
};

use crate::Error;
use crate::api::{
    audit, counts, devices, enrolments, erasure, events, links, outings, quarantine, restriction, review,
    session, sites, staff,
};
use crate::basemap::Basemap;
use crate::error::Refusal;
use crate::router::description;

/// The folder of this crate when it was built; the generated files belong to the source tree.
const CRATE: &str = env!("CARGO_MANIFEST_DIR");
const SOURCE: &str = "sync-server by `make types`";

/// Writes the generated files.
pub fn write() -> Result<(), Error> {
    let api = Path::new(CRATE).join("../ui/src/shared/api");
    std::fs::create_dir_all(&api).map_err(Error::file(&api))?;
    let others = std::fs::read_to_string(api.join("types.gen.ts")).unwrap_or_default();
    for (path, text) in [
        (api.join("console.gen.ts"), typescript(&others)),
        (Path::new(CRATE).join("openapi.gen.json"), openapi()),
    ] {
        std::fs::write(&path, text).map_err(Error::file(&path))?;
    }
    Ok(())
}

/// The OpenAPI document, as it is printed and committed.
pub fn openapi() -> String {
    description().to_pretty_json().expect("the description is JSON") + "\n"
}

/// The answers' types; those of the core that `others` has are imported from there.
fn typescript(others: &str) -> String {
    let all = book();
    let core = core_book();
    let theirs: BTreeSet<&str> = others.lines().filter_map(exported).collect();
    let imported: BTreeSet<&str> = core.names().filter(|name| theirs.contains(name)).collect();
    let is_imported = |block: &&str| block.lines().filter_map(exported).any(|name| imported.contains(name));
    let written = all.types(SOURCE);
    let blocks = written.split("\n\n").filter(|block| !is_imported(block));
    let mut kept: Vec<String> = blocks.map(|block| block.trim_end().to_owned()).collect();
    let body = kept.join("\n");
    let used: Vec<&str> =
        imported.into_iter().filter(|name| names_in(&body).any(|word| word == *name)).collect();
    if !used.is_empty() {
        kept.insert(1, format!("import type {{ {} }} from './types.gen';", used.join(", ")));
    }
    kept.join("\n\n") + "\n"
}

fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
}

fn exported(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("export type ").or_else(|| line.strip_prefix("export interface "))?;
    rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next()
}

/// What the phone's types have as well.
fn core_book() -> Book {
    let mut book = Book::default();
    book.add::<SiteRow>();
    book.add::<SiteCard>();
    book.add::<PersonCard>();
    book.add::<OutingCard>();
    book.add::<HistoryEntry>();
    book.add::<CountCard>();
    book.add::<FieldError>();
    book.add::<Role>();
    book.add::<AreaId>();
    book.add::<DeviceId>();
    book.add::<WorkerId>();
    book
}

fn book() -> Book {
    let mut book = Book::default();
    book.add::<session::SignIn>();
    book.add::<session::Me>();
    book.add::<SiteRow>();
    book.add::<SiteCard>();
    book.add::<sites::Edit>();
    book.add::<PersonRow>();
    book.add::<PersonCard>();
    book.add::<OutingCard>();
    book.add::<outings::OutingDetail>();
    book.add::<session::AreaName>();
    book.add::<staff::WorkerRow>();
    book.add::<devices::DeviceRow>();
    book.add::<enrolments::Offer>();
    book.add::<enrolments::Enrolment>();
    book.add::<Basemap>();
    book.add::<events::ChangeEvent>();
    book.add::<CountRow>();
    book.add::<CountCard>();
    book.add::<counts::CountOpened>();
    book.add::<counts::NewPlaces>();
    book.add::<counts::Volunteers>();
    book.add::<quarantine::Quarantined>();
    book.add::<review::Queue>();
    book.add::<links::Other>();
    book.add::<restriction::Team>();
    book.add::<erasure::EraseOrder>();
    book.add::<erasure::ErasureRow>();
    book.add::<audit::AuditEntry>();
    book.add::<Refusal>();
    book
}
