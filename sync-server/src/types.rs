//! The generated files: TypeScript of the console's answers, and the OpenAPI document.

use std::collections::BTreeSet;
use std::path::Path;

use latarnia_core::typescript::Book;

use crate::Error;
use crate::api::{audit, devices, enrolments, events, outings, quarantine, session, sites, staff};
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
    for (path, text) in
        [(api.join("console.gen.ts"), typescript(&others)), (Path::new(CRATE).join("openapi.gen.json"), openapi())]
    {
        std::fs::write(&path, text).map_err(Error::file(&path))?;
    }
    Ok(())
}

/// The OpenAPI document, as it is printed and committed.
pub fn openapi() -> String {
    description().to_pretty_json().expect("the description is JSON") + "\n"
}

/// The answers' types; those that `others` has are imported from there.
fn typescript(others: &str) -> String {
    let all = book();
    let theirs: BTreeSet<&str> = others.lines().filter_map(exported).collect();
    let imported: Vec<&str> = all.names().filter(|name| theirs.contains(name)).collect();
    let own = all.types(SOURCE);
    let blocks: Vec<&str> = own.split("\n\n").collect();
    let kept = blocks.iter().filter(|block| !block.lines().filter_map(exported).any(|name| theirs.contains(name)));
    let mut kept: Vec<String> = kept.map(|block| block.trim_end().to_owned()).collect();
    if !imported.is_empty() {
        kept.insert(1, format!("import type {{ {} }} from './types.gen';", imported.join(", ")));
    }
    kept.join("\n\n") + "\n"
}

fn exported(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("export type ").or_else(|| line.strip_prefix("export interface "))?;
    rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next()
}

fn book() -> Book {
    let mut book = Book::default();
    book.add::<session::SignIn>();
    book.add::<session::Me>();
    book.add::<latarnia_core::view::SiteRow>();
    book.add::<latarnia_core::view::SiteCard>();
    book.add::<sites::Edit>();
    book.add::<latarnia_core::view::PersonRow>();
    book.add::<latarnia_core::view::PersonCard>();
    book.add::<latarnia_core::view::OutingCard>();
    book.add::<outings::OutingDetail>();
    book.add::<session::AreaName>();
    book.add::<staff::WorkerRow>();
    book.add::<devices::DeviceRow>();
    book.add::<enrolments::Offer>();
    book.add::<enrolments::Enrolment>();
    book.add::<Basemap>();
    book.add::<events::ChangeEvent>();
    book.add::<quarantine::Quarantined>();
    book.add::<audit::AuditEntry>();
    book.add::<Refusal>();
    book
}
