//! Writes the types of the screens, and the fields of the protocol for people: `cargo run -p latarnia-field --bin types` (`make types`).

use std::path::Path;

use anyhow::Context;
use latarnia_core::typescript::Book;

const SOURCE: &str = "core and field by `make types`";

fn main() -> anyhow::Result<()> {
    let mut book = Book::default();
    latarnia_core::typescript::describe(&mut book);
    latarnia_field::commands::describe(&mut book);
    book.add::<latarnia_field::CallError>();
    let folder = Path::new("ui/src/shared/api");
    std::fs::create_dir_all(folder).context("run it from the root of the repository")?;
    std::fs::write(folder.join("types.gen.ts"), book.types(SOURCE))?;
    std::fs::write(folder.join("commands.gen.ts"), book.commands(SOURCE))?;
    std::fs::write("docs/FIELDS.md", latarnia_core::record::book::tables())?;
    Ok(())
}
