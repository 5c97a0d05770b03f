//! The types of the screens, written out as TypeScript. `make types` runs it; the result is committed
//! and checked to be fresh.

use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};

use ts_rs::{Config, TS, TypeVisitor};

/// Collects types and everything they are made of.
#[derive(Default)]
pub struct Book {
    types: BTreeMap<String, String>,
    seen: BTreeSet<TypeId>,
    commands: Vec<String>,
}

fn config() -> Config {
    Config::new().with_large_int("number")
}

impl Book {
    /// Adds `T` and the types it is made of.
    pub fn add<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            let (name, text) = (T::ident(&config()), format!("{docs}export {}\n", T::decl(&config())));
            let known = self.types.insert(name.clone(), text.clone());
            assert!(known.is_none_or(|known| known == text), "two types are called {name}");
        }
        T::visit_dependencies(&mut Visitor(self));
        T::visit_generics(&mut Visitor(self));
    }

    /// Adds a command with its input and output.
    pub fn command<I: TS + 'static, O: TS + 'static>(&mut self, name: &str, doc: &[&str]) {
        self.add::<I>();
        self.add::<O>();
        let (input, output) = (I::name(&config()), O::name(&config()));
        let text: Vec<&str> = doc.iter().map(|line| line.trim()).collect();
        self.commands.push(format!("  /** {} */\n  \"{name}\": [{input}, {output}];\n", text.join(" ")));
    }

    /// Leaves out the types another file already has.
    #[must_use]
    pub fn without(mut self, other: &Self) -> Self {
        self.types.retain(|name, _| !other.types.contains_key(name));
        self
    }

    /// The names of all types.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(String::as_str)
    }

    /// All types, as one module. `source` says from what and by which command it was made.
    pub fn types(&self, source: &str) -> String {
        let body: Vec<&str> = self.types.values().map(String::as_str).collect();
        format!("// Generated from {source}. Do not edit.\n\n{}", body.join("\n"))
    }

    /// The commands, as one interface: name → [input, output].
    pub fn commands(&self, source: &str) -> String {
        let signatures =
            self.commands.iter().filter_map(|line| line.rsplit_once("\": ").map(|(_, types)| types));
        let words: BTreeSet<&str> =
            signatures.flat_map(|types| types.split(|letter: char| !letter.is_alphanumeric())).collect();
        let used: Vec<&str> = self.names().filter(|name| words.contains(name)).collect();
        format!(
            "// Generated from {source}. Do not edit.\n\nimport type {{ {} }} from './types.gen';\n\nexport interface Commands {{\n{}}}\n",
            used.join(", "),
            self.commands.concat()
        )
    }
}

struct Visitor<'a>(&'a mut Book);

impl TypeVisitor for Visitor<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.0.add::<T>();
    }
}

/// Adds every type of this crate that a screen can meet.
pub fn describe(book: &mut Book) {
    use crate::{access, record, store, view};
    book.add::<access::Role>();
    book.add::<record::Outing>();
    book.add::<record::Site>();
    book.add::<record::Visit>();
    book.add::<record::Person>();
    book.add::<record::Contact>();
    book.add::<record::Action>();
    book.add::<record::Intervention>();
    book.add::<record::Facility>();
    book.add::<record::Worker>();
    book.add::<record::Area>();
    book.add::<record::FieldError>();
    book.add::<store::draft::Draft>();
    book.add::<view::Today>();
    book.add::<view::SiteCard>();
    book.add::<view::PersonCard>();
    book.add::<view::OutingCard>();
    book.add::<view::EveningRoute>();
    book.add::<view::EventVersion>();
}
