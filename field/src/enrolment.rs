//! Enrolling: a one-time code becomes a device, a token and a worker's rights.

use std::collections::BTreeSet;

use latarnia_core::access::{Principal, Role};
use latarnia_core::id::{AreaId, DeviceId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::store::{Store, meta};
use latarnia_core::sync::restamp::restamp;
use serde::{Deserialize, Serialize};

use crate::command::session::{Enrol, Me};
use crate::error::{CallError, Code};

/// What the server gave this phone; rests in the encrypted store.
#[derive(Clone, Serialize, Deserialize)]
pub struct Enrolment {
    /// The server's address.
    pub server: String,
    /// This phone.
    pub device: DeviceId,
    /// The secret by which the server knows it.
    pub token: String,
    /// Whose phone it is.
    pub worker: Me,
    /// Areas at the time of enrolling; later the server's scopes count.
    pub areas: BTreeSet<AreaId>,
}

/// The server's answer to a good code.
#[derive(Deserialize)]
pub struct Enrolled {
    device: DeviceId,
    token: String,
    worker: EnrolledWorker,
    areas: BTreeSet<AreaId>,
    organisation: String,
}

#[derive(Deserialize)]
struct EnrolledWorker {
    id: WorkerId,
    name: String,
    role: Role,
}

const KEY: &str = "enrolment";

impl Enrolment {
    /// From the server's answer.
    pub fn new(server: String, answer: Enrolled) -> Self {
        let EnrolledWorker { id, name, role } = answer.worker;
        let worker = Me { id, name, role, organisation: answer.organisation };
        Self { server, device: answer.device, token: answer.token, worker, areas: answer.areas }
    }

    /// Writes it into a new store.
    pub fn keep(&self, store: &mut Store) -> Result<(), CallError> {
        let text = serde_json::to_string(self).map_err(CallError::bad_output)?;
        store.write(|db| {
            meta::set_device(db, self.device)?;
            meta::set(db, KEY, &text)
        })?;
        Ok(())
    }

    /// Writes it into a store that had another one: what waits is numbered anew, in the same transaction.
    pub fn keep_instead(&self, store: &mut Store) -> Result<(), CallError> {
        let text = serde_json::to_string(self).map_err(CallError::bad_output)?;
        store.write(|db| {
            restamp(db, self.device)?;
            meta::set(db, KEY, &text)
        })?;
        Ok(())
    }

    /// Reads it back.
    pub fn read(store: &Store) -> Result<Self, CallError> {
        let text = meta::get(store.db(), KEY)?
            .ok_or_else(|| CallError::new(Code::DatabaseDamaged, "the vault has no enrolment"))?;
        serde_json::from_str(&text).map_err(|error| CallError::new(Code::DatabaseDamaged, error.to_string()))
    }

    /// The worker with the rights the server granted last.
    pub fn principal(&self, store: &Store) -> Result<Principal, CallError> {
        let granted = meta::cursors(store.db())?;
        let mut who = Principal::new(self.worker.id, self.worker.role, BTreeSet::new());
        for (scope, _) in &granted {
            match scope {
                Scope::Area(area) => drop(who.areas.insert(*area)),
                Scope::Circle(person) => drop(who.circles.insert(*person)),
                Scope::Count(count) => drop(who.counts.insert(*count)),
                Scope::Organisation | Scope::Caseload(_) => {}
            }
        }
        if granted.is_empty() {
            who.areas.clone_from(&self.areas);
        }
        Ok(who)
    }
}

/// Where to enrol, and with which code.
#[derive(Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The server's address without a trailing slash.
    pub server: String,
    /// The one-time code.
    pub code: String,
}

/// Reads what was typed or scanned.
///
/// # Errors
/// [`Code::BadAddress`] if it is neither an enrolment link nor an address over TLS (or loopback).
pub fn invitation(input: &Enrol) -> Result<Invitation, CallError> {
    read_invitation(&input.address, &input.code)
}

/// The same, of an address and a code.
///
/// # Errors
/// As [`invitation`].
pub fn read_invitation(address: &str, code: &str) -> Result<Invitation, CallError> {
    let text = address.trim();
    let wrong = |why: &str| CallError::new(Code::BadAddress, why.to_owned());
    let url = |text: &str| reqwest::Url::parse(text).map_err(|error| wrong(&error.to_string()));
    if text.starts_with("latarnia://") {
        let link = url(text)?;
        let part =
            |name: &str| link.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let server = part("server").ok_or_else(|| wrong("the link names no server"))?;
        let code = part("code").ok_or_else(|| wrong("the link holds no code"))?;
        return Ok(Invitation { server: checked(&url(&server)?)?, code });
    }
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    Ok(Invitation { server: checked(&url(&with_scheme)?)?, code: code.trim().to_owned() })
}

/// TLS everywhere; plaintext only on this very machine.
fn checked(url: &reqwest::Url) -> Result<String, CallError> {
    let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if url.scheme() != "https" && !(url.scheme() == "http" && loopback) {
        return Err(CallError::new(Code::BadAddress, "the address must begin with https://"));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(address: &str) -> Result<Invitation, CallError> {
        let input = Enrol {
            address: address.into(),
            code: " K7QP ".into(),
            pin: String::new(),
            device_name: String::new(),
            another: false,
        };
        invitation(&input)
    }

    #[test]
    fn a_scanned_link_and_a_typed_address_say_the_same() {
        let scanned = typed("latarnia://enrol?server=https%3A%2F%2Flatarnia.example&code=K7QP");
        assert_eq!(scanned.expect("link"), typed("latarnia.example").expect("address"));
    }

    #[test]
    fn no_plaintext_leaves_this_machine() {
        assert!(typed("http://127.0.0.1:8787").is_ok());
        for address in ["http://latarnia.example", "ftp://latarnia.example", "", "http://127.0.0.1.example"] {
            assert_eq!(typed(address).expect_err("refused").code, Code::BadAddress, "{address}");
        }
    }
}
