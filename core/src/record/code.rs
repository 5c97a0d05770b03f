//! Code lists: versioned data files in `core/codes`, with labels in three languages.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/codes");

/// A key of a code list. A key this version does not know is kept as it is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Code(String);

impl Code {
    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Code {
    fn from(key: &str) -> Self {
        Self(key.to_owned())
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

/// One list: its name, its version and its entries in display order.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct CodeList {
    /// The name by which field tables refer to it.
    pub list: String,
    /// Grows with every change of the entries.
    pub version: u32,
    /// The codes in display order.
    pub entries: Vec<CodeEntry>,
}

/// One code with its labels.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct CodeEntry {
    /// What is stored.
    pub key: String,
    /// Polish label.
    pub pl: String,
    /// English label.
    pub en: String,
    /// Ukrainian label.
    pub uk: String,
    /// Of a kind of facility: somebody can sleep there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overnight: bool,
}

/// Every shipped list, by name.
pub fn code_lists() -> &'static BTreeMap<String, CodeList> {
    static LISTS: OnceLock<BTreeMap<String, CodeList>> = OnceLock::new();
    LISTS.get_or_init(|| {
        let json = FILES.files().filter(|file| file.path().extension().is_some_and(|ext| ext == "json"));
        json.map(|file| {
            let list: CodeList =
                serde_json::from_slice(file.contents()).expect("shipped code lists are tested to parse");
            (list.list.clone(), list)
        })
        .collect()
    })
}

/// Does the shipped list `list` hold `key`?
pub fn known_code(list: &str, key: &str) -> bool {
    static KEYS: OnceLock<BTreeSet<(&'static str, &'static str)>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| {
        let lists = code_lists().values();
        lists.flat_map(|list| list.entries.iter().map(|e| (list.list.as_str(), e.key.as_str()))).collect()
    });
    keys.contains(&(list, key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{FieldType, Kind};

    #[test]
    fn every_list_named_by_a_field_is_shipped() {
        for kind in Kind::ALL {
            for field in kind.fields() {
                if let FieldType::Code { list } = field.ty {
                    assert!(code_lists().contains_key(list), "{kind}.{} names {list}", field.name);
                }
            }
        }
    }

    #[test]
    fn every_code_has_a_label_in_three_languages_and_a_key_of_its_own() {
        for list in code_lists().values() {
            let keys: BTreeSet<_> = list.entries.iter().map(|entry| &entry.key).collect();
            assert_eq!(keys.len(), list.entries.len(), "{} repeats a key", list.list);
            for entry in &list.entries {
                let labels = [&entry.pl, &entry.en, &entry.uk];
                assert!(labels.iter().all(|label| !label.is_empty()), "{}.{}", list.list, entry.key);
            }
        }
    }
}
