//! The database fails over to its standby in the middle of a storm of pushes.

use latarnia_core::record::Kind;
use latarnia_tests::storm::{Storm, settle};
use latarnia_tests::{Cluster, Database, LightPhone, Server, await_answer};

/// A primary with the registry on it, its standby, and an address that leads to whichever may be written.
struct Pair {
    primary: Cluster,
    standby: Cluster,
    name: String,
}

impl Pair {
    fn new() -> (Self, Server) {
        let primary = Cluster::start("");
        let name = primary.database().name().to_owned();
        let standby = primary.standby("zapasowy", "");
        let pair = Self { primary, standby, name };
        pair.await_standby("streaming");
        let server = Server::empty_on(&pair.url());
        (pair, server)
    }

    fn url(&self) -> String {
        let hosts = [self.primary.host(), self.standby.host()].map(|host| host.display().to_string());
        format!(
            "postgres:///{}?host={}&user=postgres&target_session_attrs=read-write",
            self.name,
            hosts.join("&host=")
        )
    }

    fn old(&self) -> Database<'_> {
        self.primary.existing(&self.name)
    }

    fn new_one(&self) -> Database<'_> {
        self.standby.existing(&self.name)
    }

    /// Until the primary says that of its standby: its state, or how it is waited for.
    fn await_standby(&self, word: &str) {
        let state = "select state || ' ' || sync_state from pg_stat_replication";
        await_answer(word, || self.primary.existing("postgres").sql(state).contains(word).then_some(()));
    }

    /// Until the primary has no standby any more.
    fn await_no_standby(&self) {
        let count = "select count(*) from pg_stat_replication";
        await_answer("no standby", || (self.primary.existing("postgres").sql(count) == "0").then_some(()));
    }
}

fn phones(server: &Server) -> Vec<LightPhone> {
    (0..3).map(|_| LightPhone::enrolled(&server.invite("anna", server.address()))).collect()
}

/// How much of each phone's log that database holds.
fn heads(database: &Database<'_>, phones: &[LightPhone]) -> Vec<u64> {
    let head = |phone: &LightPhone| {
        let head = format!("select coalesce(max(seq), 0) from op where device = '{}'", phone.device());
        database.sql(&head).parse().expect("a number")
    };
    phones.iter().map(head).collect()
}

#[test]
fn with_a_synchronous_standby_no_acknowledged_operation_is_lost_and_no_phone_reads_anew() {
    let (pair, server) = Pair::new();
    pair.old().sql("alter system set synchronous_standby_names = 'zapasowy'");
    pair.old().sql("select pg_reload_conf()");
    pair.await_standby("sync");
    let epoch = pair.old().sql("select epoch from log");
    let storm = Storm::of(phones(&server));
    storm.await_syncs(20);
    pair.primary.switch_off();
    let mut phones = storm.end();
    pair.standby.promote();
    for (held, phone) in heads(&pair.new_one(), &phones).into_iter().zip(&phones) {
        assert!(held >= phone.answered_for(), "{held} of {} are there", phone.answered_for());
    }
    let written = settle(&mut phones);
    assert_eq!(server.count("contact"), written, "each contact once");
    assert_eq!(pair.new_one().sql("select epoch from log"), epoch, "nothing was lost, so nobody starts over");
    assert!(phones.iter().all(|phone| phone.digest() == phones[0].digest()));
}

#[test]
fn without_one_the_phones_refill_what_was_lost() {
    let (pair, server) = Pair::new();
    let epoch = pair.old().sql("select epoch from log");
    let storm = Storm::of(phones(&server));
    storm.await_syncs(10);
    // The standby stops listening, and the storm goes on.
    pair.new_one().sql("alter system set primary_conninfo = ''");
    pair.new_one().sql("select pg_reload_conf()");
    pair.await_no_standby();
    storm.await_syncs(20);
    pair.primary.switch_off();
    let mut phones = storm.end();
    pair.standby.promote();
    let held: u64 = heads(&pair.new_one(), &phones).into_iter().sum();
    let answered: u64 = phones.iter().map(LightPhone::answered_for).sum();
    assert!(held < answered, "the story needs a loss: {held} of {answered} are there");
    // Another server, with a folder of its own, is no witness: the database itself tells that it is another.
    let newcomer = server.beside();
    let written = settle(&mut phones);
    assert_ne!(pair.new_one().sql("select epoch from log"), epoch);
    assert_eq!((server.count("contact"), newcomer.count("contact")), (written, written));
    assert!(phones.iter().all(|phone| phone.digest() == phones[0].digest()));
    assert!(phones.iter().all(|phone| phone.count(Kind::Contact) == written));
    let checked = server.command(&["check"]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}
