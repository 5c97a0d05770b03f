//! The worked example of `docs/SYNC.md` is what really goes over the line.

use latarnia_core::id::SiteId;
use latarnia_core::store::fill::Wanted;
use latarnia_core::store::log;
use latarnia_core::sync::{Transport, phone};
use latarnia_core::{Error, Result};

use crate::town::{Line, Phone, Server};

const DOC: &str = include_str!("../../../docs/SYNC.md");

const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];

/// The block of the document with that name behind its fence.
fn block(name: &str) -> &'static str {
    let (_, rest) = DOC.split_once(&format!("```json {name}\n")).unwrap_or_else(|| panic!("no block {name}"));
    rest.split_once("\n```").expect("it ends").0
}

/// Keeps what goes over the line, unpacked.
struct Tap<'a> {
    line: Line<'a>,
    heard: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Transport for Tap<'_> {
    fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>> {
        let answer = self.line.exchange(request)?;
        self.heard.push((request.to_vec(), answer.clone()));
        Ok(answer)
    }

    fn fetch(&mut self, wanted: &Wanted) -> Result<Vec<u8>> {
        self.line.fetch(wanted)
    }
}

/// The first exchange of a sync, in JSON, and the packed request.
fn first_exchange(phone: &mut Phone, server: &mut Server) -> (String, String, Vec<u8>) {
    let mut tap =
        Tap { line: Line { server, device: phone.device, wires: vec![].into_iter() }, heard: vec![] };
    phone::run(&mut phone.store, &mut tap, &*phone.clock).unwrap();
    let (request, reply) = tap.heard.swap_remove(0);
    (json(&request), json(&reply), request)
}

fn json(packed: &[u8]) -> String {
    let bytes = zstd::decode_all(packed).map_err(|error| Error::MalformedMessage(error.to_string())).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| DIGITS[usize::from(digit)]).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |one: char| u8::try_from(DIGITS.iter().position(|known| *known == one)?).ok();
    let digits: Vec<u8> = hex.chars().filter_map(digit).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// `text` stands in the block, but for line breaks.
fn stands(name: &str, text: &str) {
    let told: String = block(name).lines().map(str::trim_start).collect();
    assert_eq!(told, text, "block {name}");
}

#[test]
fn the_example_in_the_document_is_what_goes_over_the_line() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let mut bartek = server.enrol(2);
    ania.contact_at(SiteId::from([9; 16]));

    let own = log::after(ania.store.db(), ania.device, 0, 9).unwrap().remove(0);
    stands("operation", &own.raw);
    let digest = log::digest_of(ania.store.db(), own.id).unwrap().unwrap();
    assert_eq!(digest[..], blake3::hash(own.raw.as_bytes()).as_bytes()[..8]);
    assert!(DOC.contains(&format!("`{}`", hex(&digest))), "the digest is {}", hex(&digest));

    let (request, reply, packed) = first_exchange(&mut ania, &mut server);
    stands("request", &request);
    let told = block("request-packed");
    assert_eq!(json(&bytes(told)), request, "packed here as\n{}", hex(&packed));
    stands("reply", &reply);

    // The seal by its definition.
    let effective = log::effective_of(server.store.db(), own.id).unwrap().unwrap();
    let mut sealed = vec![0_u8; 8];
    sealed.extend(ania.device.as_bytes());
    sealed.extend(1_u64.to_be_bytes());
    sealed.extend(u64::from_str_radix(&effective.to_string(), 16).unwrap().to_be_bytes());
    let seal = hex(&blake3::hash(&sealed).as_bytes()[..8]);
    assert!(reply.contains(&format!(r#""tip":"1.{seal}""#)), "{reply}");
    assert!(DOC.contains(&format!("`{}`", hex(&sealed))), "sealed: {}", hex(&sealed));

    let (request, reply, _) = first_exchange(&mut bartek, &mut server);
    stands("colleague-request", &request);
    stands("colleague-reply", &reply);
}
