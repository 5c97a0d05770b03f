//! Memory of a sync where there is a long history: a new phone reads all of it, and one that knows it says
//! it has nothing to say. The phone is this process; so nothing else may be kept in it meanwhile.

use std::path::Path;
use std::time::Duration;

use latarnia_core::clock::{Clock, Hlc, SystemClock};
use latarnia_core::id::{DeviceId, Ids, SystemIds};
use latarnia_core::op::{OpId, Scope, parse};
use latarnia_core::record::Record as _;
use latarnia_core::store::{Durability, Store, ledger};
use serde_json::json;

use super::ours::contacts;
use crate::{LightPhone, Server, await_patiently, memory};

/// Most bytes above what there was before.
pub struct Above {
    /// The server that had to make the segments.
    pub making: u64,
    /// The server that had them.
    pub serving: u64,
    /// The phone that read everything.
    pub phone: u64,
}

/// Longest wait for the segments.
const MAKING: Duration = Duration::from_secs(600);

/// Operations in one transaction while the history is made.
const IN_ONE: u64 = 5_000;

/// Writes a history of `ops` operations of one team into the registry in `folder`, which nobody has open.
pub fn write(folder: &Path, team: &LightPhone<crate::Line>, ops: u64) {
    let mut store = Store::open(&folder.join("registry.db"), None).expect("a registry");
    store.set_durability(Durability::Normal).expect("a setting");
    let scope = Scope::Area(team.area());
    for first in (1..=ops).step_by(usize::try_from(IN_ONE).expect("small")) {
        let device = DeviceId::new(SystemIds.opaque().uuid());
        let now = SystemClock.now();
        let written = contacts(first, IN_ONE.min(ops + 1 - first));
        let enter = |db: &rusqlite::Connection| {
            for (seq, contact) in (1..).zip(&written) {
                let raw = json!({
                    "at": Hlc::of(now), "by": team.worker(), "rec": SystemIds.opaque(), "kind": "contact",
                    "scope": scope, "v": 1, "do": "event", "body": contact.to_form(),
                });
                let raw = raw.to_string();
                ledger::take_in(db, OpId { device, seq }, parse(&raw)?, &raw, Hlc::of(now))?;
            }
            Ok::<_, latarnia_core::Error>(())
        };
        store.write(enter).expect("operations of ours");
    }
}

/// Two phones in turn read all of it.
pub fn read(server: &Server, ops: u64) -> Above {
    let me = std::process::id();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let links = server.invite_many("team1", server.address(), 2);
    let mut above = Above { making: 0, serving: 0, phone: 0 };
    for (nth, link) in links.iter().enumerate() {
        let mut phone = LightPhone::in_file(link, &folder.path().join(format!("{nth}.db")), Some(&[7; 32]));
        let before = (memory::resident(server.process()), memory::resident(me));
        memory::forget_peak(server.process());
        memory::forget_peak(me);
        // Making the segments of a long history takes longer than an answer may; as a phone does, it asks again.
        let report = await_patiently(MAKING, "the segments are made", || phone.sync().ok());
        assert!(report.received >= ops, "all of it was read");
        let server_peak = memory::peak(server.process()).saturating_sub(before.0);
        above.phone = above.phone.max(memory::peak(me).saturating_sub(before.1));
        if nth == 0 { above.making = server_peak } else { above.serving = server_peak }
    }
    above
}
