//! A full disk on the phone and on the server: told in words, nothing half-written, nothing lost.

use std::path::{Path, PathBuf};
use std::process::Command;

use latarnia_core::clock::{Clock, SystemClock};
use latarnia_tests::phone::PIN;
use latarnia_tests::{LightPhone, Phone, Server, await_answer, forms};
use serde_json::json;

/// A small disk of its own, gone with the test.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn of(megabytes: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={megabytes}m");
        let mut mount = Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path()).status();
        assert!(mounted.unwrap().success(), "a small disk needs the right to mount");
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Leaves no room at all.
    fn fill(&self) -> PathBuf {
        let filler = self.path().join("filler");
        let mut file = std::fs::File::create(&filler).unwrap();
        while std::io::Write::write_all(&mut file, &[7; 4096]).is_ok() {}
        filler
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

fn contact(phone: &Phone, note: &str) -> Result<serde_json::Value, serde_json::Value> {
    phone.ask("contact.record", &json!({ "contact": { "kind": "met", "heads": 1, "note": note } }))
}

#[test]
fn a_full_phone_says_so_and_keeps_what_it_has() {
    let server = Server::empty();
    let disk = SmallDisk::of(6);
    let mut phone = Phone::in_folder(disk.path());
    phone.enrol(&server.invite("anna", server.address()));
    contact(&phone, "przed").unwrap();
    phone.sync();
    let filler = disk.fill();
    let long = "x".repeat(7_000);
    let mut refused = None;
    for _ in 0..40 {
        if let Err(error) = contact(&phone, &long) {
            refused = Some(error);
            break;
        }
    }
    assert_eq!(refused.expect("the disk is full at last")["code"], "disk_full");
    std::fs::remove_file(filler).unwrap();
    contact(&phone, "po").expect("after some space was freed");
    phone.die();
    phone.start();
    phone.call("session.unlock", &json!({ "pin": PIN }));
    phone.sync();
    assert_eq!(phone.waiting(), 0);
    assert!(server.count("contact") >= 2);
}

#[test]
fn a_full_server_makes_no_segments_and_is_read_all_the_same() {
    let disk = SmallDisk::of(24);
    let mut server = Server::empty_in(disk.path());
    let mut phones: Vec<LightPhone> =
        (0..2).map(|_| LightPhone::enrolled(&server.invite("anna", server.address()))).collect();
    phones[0].record_all(&(0..1_200).map(|one| forms::contact(one, SystemClock.now())).collect::<Vec<_>>());
    phones[0].sync().unwrap();
    // So that no log lies beside the registry into which something would still fit.
    assert!(server.stop());
    server.start();
    disk.fill();
    let report = phones[1].sync().expect("it is read by pages");
    assert!(report.received >= 1_200, "{report:?}");
    assert!(server.log().contains("no segments could be made"));
    assert_eq!(phones[1].digest(), phones[0].digest());
}

#[test]
fn a_full_disk_for_backups_is_told_and_never_stops_the_server() {
    let disk = SmallDisk::of(4);
    let mut server = Server::empty();
    let filler = disk.fill();
    server.back_up(disk.path(), "24s");
    await_answer("it is told", || (server.backups()["failing"] == json!(true)).then_some(()));
    assert!(server.log().contains("no backup could be made"));
    assert_eq!(std::fs::read_dir(disk.path()).unwrap().count(), 1, "nothing half-written is left");
    let phone = Phone::enrolled(&server.invite("anna", server.address()));
    contact(&phone, "mimo to").unwrap();
    phone.sync();
    std::fs::remove_file(filler).unwrap();
    let told = await_answer("a backup", || Some(server.backups()).filter(|told| told["last"].is_number()));
    assert_eq!(told["failing"], json!(false));
}

#[test]
fn a_full_server_takes_nothing_in_by_half_and_the_phone_keeps_it() {
    let disk = SmallDisk::of(8);
    let server = Server::empty_in(disk.path());
    let phone = Phone::enrolled(&server.invite("anna", server.address()));
    let filler = disk.fill();
    let before = server.count("contact");
    for _ in 0..120 {
        contact(&phone, &"x".repeat(7_000)).unwrap();
    }
    phone.await_failed_sync();
    assert!(phone.waiting() > 0);
    std::fs::remove_file(filler).unwrap();
    phone.sync();
    assert_eq!(server.count("contact"), before + 120, "each once");
    let check = server.command(&["check"]);
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
}
