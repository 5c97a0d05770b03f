//! Search over people, sites and facilities that forgives diacritics and a typo.
//!
//! Words are folded to plain lower-case letters and indexed by trigrams. A query finds the records that share most
//! trigrams with it; those are then ranked by how well their words fit.

use std::collections::BTreeSet;

use rusqlite::types::Value as Column;
use rusqlite::{Connection, params, params_from_iter};
use serde_json::Value;

use super::registry::{self, Row};
use crate::error::Result;
use crate::record::Kind;

/// Fields whose words can be searched for.
const WORDS: [&str; 10] = [
    "label",
    "name_told",
    "nickname",
    "description",
    "name",
    "owner",
    "address",
    "admits",
    "birth_year",
    "phone",
];

/// Candidates looked at closely.
const CANDIDATES: i64 = 1_000;

/// Worst fit that still counts as found, of 1.
const GOOD_ENOUGH: f64 = 0.5;

/// Writes the words of row `n`.
pub(super) fn index(db: &Connection, n: i64, row: &Row) -> Result<()> {
    if !matches!(row.kind, Kind::Person | Kind::Site | Kind::Facility) {
        return Ok(());
    }
    db.prepare_cached("delete from search where rowid = ?1")?.execute([n])?;
    if row.void {
        return Ok(());
    }
    let words = words_of(row);
    db.prepare_cached("insert into search (rowid, words) values (?1, ?2)")?.execute(params![n, words])?;
    Ok(())
}

/// Writes the index again: half of a deleted word may still lie in it. (Its own option against that,
/// `secure-delete`, damages an index without positions.)
pub(super) fn write_again(db: &Connection) -> Result<()> {
    db.execute("insert into search (search) values ('rebuild')", [])?;
    Ok(())
}

fn words_of(row: &Row) -> String {
    let texts = WORDS.iter().filter_map(|field| match row.doc.get(*field)? {
        Value::String(text) => Some(fold(text)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join(" ")
}

/// A record found, and how well it fits, 0 to 1.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The record.
    pub row: Row,
    /// 1 is an exact word.
    pub fit: f64,
}

/// The records of `kinds` that fit `text`, best first; of those that fit alike, the one changed last.
pub fn find(db: &Connection, text: &str, kinds: &[Kind], limit: usize) -> Result<Vec<Hit>> {
    let sought = fold(text);
    let words: Vec<&str> = sought.split_whitespace().collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut fits: Vec<(f64, i64)> = candidates(db, &sought)?
        .into_iter()
        .map(|(n, of_row)| (fit(&words, &of_row), n))
        .filter(|(fit, _)| *fit >= GOOD_ENOUGH)
        .collect();
    fits.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut hits = Vec::new();
    // A record is read only if no better one takes its place.
    for alike in fits.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        if hits.len() >= limit {
            break;
        }
        let mut found = Vec::new();
        for (fit, n) in alike {
            let row = registry::row_at(db, *n)?.filter(|row| kinds.is_empty() || kinds.contains(&row.kind));
            found.extend(row.map(|row| Hit { row, fit: *fit }));
        }
        found.sort_by_key(|hit| std::cmp::Reverse(hit.row.updated));
        hits.append(&mut found);
    }
    hits.truncate(limit);
    Ok(hits)
}

/// Rows and their words: those that share most trigrams with what is sought, of equals the newest.
fn candidates(db: &Connection, sought: &str) -> Result<Vec<(i64, String)>> {
    let grams = trigrams(sought);
    let (select, mut parameters) = if grams.is_empty() {
        let select = "select rowid, words from search where words like ? order by rowid desc limit ?";
        (select.to_owned(), vec![format!("%{}%", sought.trim()).into()])
    } else {
        let select = format!(
            "with shares (n, shared) as (
                select doc, count(*) as shared from search_gram where term in ({})
                group by doc order by shared desc, doc desc limit ?
            )
            select search.rowid, search.words from shares join search on search.rowid = shares.n
            order by shares.shared desc, shares.n desc",
            vec!["?"; grams.len()].join(",")
        );
        (select, grams.into_iter().map(Column::from).collect())
    };
    parameters.push(Column::from(CANDIDATES));
    let mut statement = db.prepare_cached(&select)?;
    let found = statement.query_map(params_from_iter(parameters), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn trigrams(text: &str) -> BTreeSet<String> {
    let mut grams = BTreeSet::new();
    for word in text.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        grams.extend(letters.windows(3).map(|three| three.iter().collect::<String>()));
    }
    grams
}

/// How well each sought word fits its best word among `words`, averaged.
fn fit(sought: &[&str], words: &str) -> f64 {
    let best = |one: &&str| words.split_whitespace().map(|word| similarity(one, word)).fold(0.0, f64::max);
    let total: f64 = sought.iter().map(best).sum();
    total / f64::from(u32::try_from(sought.len()).unwrap_or(1).max(1))
}

/// 1 for the same word, a little less for a beginning of it, less for each letter that differs.
pub(crate) fn similarity(sought: &str, word: &str) -> f64 {
    if sought == word {
        return 1.0;
    }
    if word.starts_with(sought) {
        return 0.95;
    }
    let (a, b): (Vec<char>, Vec<char>) = (sought.chars().collect(), word.chars().collect());
    let longer = f64::from(u32::try_from(a.len().max(b.len())).unwrap_or(1).max(1));
    let distance = f64::from(u32::try_from(edits(&a, &b)).unwrap_or(u32::MAX));
    (1.0 - distance / longer).max(0.0) * 0.9
}

/// Letters to change, add, drop or swap with their neighbour to get from `a` to `b`.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut here = vec![i + 1];
        for (j, right) in b.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
            let mut least =
                (at(&above, j) + usize::from(left != right)).min(at(&above, j + 1) + 1).min(at(&here, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(right) && b.get(j - 1) == Some(left);
            if swapped {
                least = least.min(at(&before, j - 1) + 1);
            }
            here.push(least);
        }
        before = std::mem::replace(&mut above, here);
    }
    above.last().copied().unwrap_or(a.len())
}

/// Lower case, without the marks of Polish and its neighbours, punctuation as spaces.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(plain).collect()
}

fn plain(letter: char) -> char {
    match letter {
        'ą' | 'á' | 'à' | 'ä' | 'â' => 'a',
        'ć' | 'č' | 'ç' => 'c',
        'ę' | 'é' | 'è' | 'ë' | 'ê' | 'ě' => 'e',
        'ł' => 'l',
        'ń' | 'ñ' | 'ň' => 'n',
        'ó' | 'ö' | 'ô' | 'ò' => 'o',
        'ś' | 'š' => 's',
        'ź' | 'ż' | 'ž' => 'z',
        'ü' | 'ú' | 'ů' => 'u',
        'í' | 'ï' | 'î' => 'i',
        'ý' => 'y',
        'ř' => 'r',
        'ť' => 't',
        'ď' => 'd',
        'ґ' => 'г',
        'ё' => 'е',
        other if other.is_alphanumeric() => other,
        _ => ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polish_letters_fold_to_plain_ones() {
        assert_eq!(fold("Łukasz „Śliwa” Żółć"), "lukasz  sliwa  zolc");
    }

    #[test]
    fn a_swapped_pair_of_letters_is_one_mistake() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(edits(&chars("misiek"), &chars("misiek")), 0);
        assert_eq!(edits(&chars("misiek"), &chars("msiiek")), 1);
        assert_eq!(edits(&chars("misiek"), &chars("mietek")), 2);
    }
}
