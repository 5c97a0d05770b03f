//! The claims about what reads bytes of others (`fuzz/README.md`), held against every kept input and against
//! what comes of those by chance.

use std::path::Path;
use std::time::{Duration, Instant};

#[path = "../../../fuzz/claims.rs"]
mod claims;

/// Inputs made by chance for each claim, unless time runs out.
const MADE: usize = 2_000;
/// How long each claim is tried at most.
const LONGEST: Duration = Duration::from_secs(4);
/// Longest input that is made.
const MOST_BYTES: usize = 20_000;

/// Chance with a seed (`SplitMix64`, after Steele, Lea and Flood).
struct Chance(u64);

impl Chance {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.roll() % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }
}

fn kept(claim: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(claim);
    let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    // The order of a folder is not the same everywhere.
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Numbers at which things go wrong, as they stand in JSON.
const NUMBERS: [&str; 7] =
    ["0", "-1", "1e99", "9223372036854775807", "-9223372036854775808", "18446744073709551615", "4294967296"];

/// One input changed in a few places, by bytes of its own or of another.
fn changed(chance: &mut Chance, inputs: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = inputs[chance.below(inputs.len())].clone();
    for _ in 0..=chance.below(4) {
        let from = chance.below(bytes.len());
        let to = (from + 1 + chance.below(40)).min(bytes.len());
        match chance.below(7) {
            0 if !bytes.is_empty() => bytes[from] ^= 1 << chance.below(8),
            1 if !bytes.is_empty() => bytes[from] = u8::try_from(chance.below(256)).unwrap(),
            2 => drop(bytes.drain(from..to)),
            3 => {
                let again = bytes[from..to].to_vec();
                bytes.splice(to..to, again);
            }
            4 => {
                let other = &inputs[chance.below(inputs.len())];
                let start = chance.below(other.len());
                let end = (start + 1 + chance.below(300)).min(other.len());
                bytes.splice(from..to, other[start..end].iter().copied());
            }
            5 => {
                let number = NUMBERS[chance.below(NUMBERS.len())];
                if let Some(digits) = digits_after(&bytes, from) {
                    bytes.splice(digits, number.bytes());
                }
            }
            _ => bytes.truncate(from),
        }
    }
    bytes.truncate(MOST_BYTES);
    bytes
}

/// The first number that begins at or after `from`.
fn digits_after(bytes: &[u8], from: usize) -> Option<std::ops::Range<usize>> {
    let start = from + bytes[from..].iter().position(u8::is_ascii_digit)?;
    let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    Some(start..start + length)
}

fn hold(name: &str) {
    let claim = claims::CLAIMS.iter().find(|(claim, _)| *claim == name).expect("a claim").1;
    let given = std::env::var("LATARNIA_SEED").ok();
    let seed = given.map_or_else(|| u64::from(std::process::id()), |seed| seed.parse().unwrap());
    eprintln!("LATARNIA_SEED={seed}");
    let inputs = kept(name);
    assert!(inputs.len() >= 5, "there is a corpus");
    for input in &inputs {
        claim(input);
    }
    let (mut chance, began) = (Chance(seed), Instant::now());
    let mut made = 0;
    while made < MADE && began.elapsed() < LONGEST {
        claim(&changed(&mut chance, &inputs));
        made += 1;
    }
    eprintln!("{name}: {} kept inputs, {made} made of them", inputs.len());
}

#[test]
fn any_request_gets_verdicts_and_what_is_accepted_can_be_read() {
    hold("request");
}

#[test]
fn any_answer_is_understood_or_changes_nothing() {
    hold("reply");
}

#[test]
fn any_segment_is_read_whole_or_fetched_anew() {
    hold("segment");
}

#[test]
fn no_frame_unpacks_to_more_than_the_limit() {
    hold("unpack");
}
