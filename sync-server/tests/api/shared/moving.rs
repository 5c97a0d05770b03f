//! A registry moves from its file into a shared database, and phones notice nothing.

use latarnia_core::store::Store;
use latarnia_server::registry::postgres::check::digests;
use latarnia_server::registry::{Opened, Registry};
use reqwest::Method;
use serde_json::json;

use super::{Office, connect};
use crate::attachments::{get, jpeg, path, photo, put_all, visit};
use crate::program::{centre, fine, refused, said, start, state};
use crate::town::{START, Town};

#[tokio::test]
async fn a_moved_registry_is_the_same_to_phones_and_consoles() {
    let mut town = Town::in_a_file().await;
    let phone = town.phone().await;
    let cookie = town.sign_in("nadzor").await;
    let wrong = "{\"not\":\"an operation\",\"\\u0000\":1}".to_owned();
    let first = town.sync(&phone, 1, &[town.contact(1), wrong, town.contact(3)]).await;
    let picture = jpeg(300_000, 0);
    let picture_path = path(9, &picture);
    town.sync(&phone, 4, &[visit(&town, 9, &[photo(&picture)])]).await;
    assert!(put_all(&town, &phone, &picture_path, &picture).await.status().is_success());
    let site = format!("/v1/sites/{}", town.sites[0]);
    let edit = json!({"fields": {"state": "empty"}});
    assert!(town.change(&cookie, Method::PATCH, &site, edit).await.status().is_success());
    let audit = town.get_json(&cookie, "/v1/audit").await;
    let listed = town.get_json(&cookie, "/v1/devices").await;
    town.stop().await;
    let data = town.data.path().to_owned();
    let before =
        digests(Store::open_reader(&data.join("registry.db"), None).expect("open").db()).expect("digests");

    let office = Office::new();
    let told = fine(&data, &["move", "--to", &office.database.url()], "");
    assert!(told.contains("moved and compared: ") && told.contains("; digest "), "{told}");

    assert!(refused(&data, &["serve", "--addr", "127.0.0.1:0"], "").contains("was moved to PostgreSQL"));
    assert!(refused(&data, &["move", "--to", &office.database.url()], "").contains("moved already"));
    town.go_on(Some(office.database.url().into())).await;
    assert_eq!(town.get_json(&cookie, "/v1/devices").await, listed, "the same session, the same phones");
    let now = town.get_json(&cookie, "/v1/audit").await;
    let (now, before_it) = (now.as_array().expect("list"), audit.as_array().expect("list"));
    assert!(now.ends_with(before_it), "every note in its order");
    let again = town.sync(&phone, 1, &[town.contact(1)]).await;
    assert_eq!((again.head, &again.epoch), (4, &first.epoch), "the same log");
    let shown = get(&town, &phone, &picture_path).await;
    assert_eq!(shown.bytes().await.expect("bytes"), picture);
    let more = town.sync(&phone, 5, &[town.contact(5)]).await;
    assert_eq!(more.head, 5);
    assert_eq!(more.epoch, first.epoch);
    let server = office.server().await;
    assert_eq!(server.problems().await, Vec::<String>::new());
    // Only what came after the move differs.
    let after = server.adds_up().await;
    let changed = after.iter().zip(&before).filter(|(now, then)| now != then).count();
    assert_eq!((after.len(), changed), (before.len(), 1));
}

#[tokio::test]
async fn a_registry_is_moved_whole_or_not_at_all() {
    let mut town = Town::in_a_file().await;
    let phone = town.phone().await;
    town.sync(&phone, 1, &[town.contact(1), town.contact(2)]).await;
    let office = Office::new();
    let url = office.database.url();
    let data = town.data.path().to_owned();
    let open = refused(&data, &["move", "--to", &url], "");
    assert!(open.contains("open in another program"), "{open}");
    town.stop().await;

    office.server().await;
    office.database.sql(
        "create function spoil() returns trigger language plpgsql as $$
            begin if new.place = 3 then new.effective = new.effective + 1; end if; return new; end $$;
         create trigger spoil before insert on op for each row execute function spoil()",
    );
    let spoilt = refused(&data, &["move", "--to", &url], "");
    assert!(spoilt.contains("nothing was moved: place 3 is not what was written there"), "{spoilt}");
    assert_eq!(office.database.sql("select place from log"), "0");
    assert_eq!(office.database.sql("select count(*) from account"), "0");
    assert_eq!(fine(&data, &["check"], ""), "sound\n", "the file is as it was");
    office.database.sql("drop trigger spoil on op");
    fine(&data, &["move", "--to", &url], "");
}

#[tokio::test]
async fn a_database_that_holds_a_registry_is_left_alone() {
    let office = Office::new();
    let url = office.database.url();
    let server = office.server().await;
    server.push(1, 1).await.expect("taken");
    let folder = centre();
    let before = state(folder.path());
    let full = refused(folder.path(), &["move", "--to", &url], "");
    assert!(full.contains("the database holds a registry already; name an empty one"), "{full}");
    assert_eq!(state(folder.path()), before);
    assert_eq!((server.number().await, server.staff().await.len()), (1, 0));
    assert_eq!(server.problems().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_move_that_is_cut_in_the_middle_leaves_nothing_half_written() {
    let folder = centre();
    let before = state(folder.path());
    let office = Office::new();
    let url = office.database.url();
    drop(office.server().await);
    let (blocker, _connection) = connect(&url).await;
    for cut in ["killed", "disconnected"] {
        // Operations and accounts are over, the notes wait.
        blocker.batch_execute("begin; lock table audit in exclusive mode").await.expect("locked");
        let mut moving = start(folder.path(), &[], &["move", "--to", &url]);
        office.await_waiting().await;
        if cut == "killed" {
            moving.kill().expect("killed");
        } else {
            office.database.sql(
                "select pg_terminate_backend(pid) from pg_stat_activity
                 where datname = current_database() and wait_event_type = 'Lock'",
            );
        }
        let told = said(&moving.wait_with_output().expect("ends"));
        assert!(cut == "killed" || told.contains("PostgreSQL: terminating connection"), "{cut}: {told}");
        blocker.batch_execute("rollback").await.expect("let go");
        office.await_sessions("state <> 'idle'", "0").await;
        assert_eq!(office.database.sql("select place, number from log"), "0|0", "{cut}");
        let rows = "select (select count(*) from op) + (select count(*) from account) + (select count(*) from audit)";
        assert_eq!(office.database.sql(rows), "0", "{cut}");
        assert_eq!(state(folder.path()), before, "{cut}");
        assert_eq!(fine(folder.path(), &["check"], ""), "sound\n", "{cut}");
    }
    fine(folder.path(), &["move", "--to", &url], "");
}

#[tokio::test]
async fn a_move_that_was_cut_before_the_file_was_closed_is_done_by_doing_it_again() {
    let folder = centre();
    let office = Office::new();
    let url = office.database.url();
    let first = fine(folder.path(), &["move", "--to", &url], "");
    let forget = || {
        let db = rusqlite::Connection::open(folder.path().join("registry.db")).expect("open");
        assert_eq!(db.execute("delete from meta where key = 'moved'", []).expect("deleted"), 1);
    };
    forget();
    assert_eq!(fine(folder.path(), &["move", "--to", &url], ""), first, "the same count and digest");
    forget();
    let server = office.server().await;
    server.push(1, 1).await.expect("taken");
    let gone_on = refused(folder.path(), &["move", "--to", &url], "");
    assert!(gone_on.contains("holds a registry already"), "{gone_on}");
    assert_eq!(server.problems().await, Vec::<String>::new());
}

#[test]
fn a_move_to_nowhere_is_told_without_the_password_and_changes_nothing() {
    let folder = centre();
    let before = state(folder.path());
    let office = Office::new();
    let elsewhere = office.database.url().replace(office.database.name(), "nie_ma_takiej");
    for (to, reason) in [
        ("postgres://ola:tajne@127.0.0.1:1/latarnia", "refused"),
        ("postgres://ola:tajne@nigdzie.invalid/latarnia", "PostgreSQL"),
        ("postgres:///latarnia", "names no host"),
        ("ola:tajne", "the address is not readable"),
        ("", "names no host"),
        (&elsewhere, "does not exist"),
    ] {
        let told = refused(folder.path(), &["move", "--to", to], "");
        assert!(told.contains(reason) && !told.contains("tajne"), "{to}: {told}");
        assert_eq!(state(folder.path()), before, "{to}");
    }
    let empty = tempfile::tempdir().expect("folder");
    let told = refused(empty.path(), &["move", "--to", &office.database.url()], "");
    assert!(told.contains("there is no registry in"), "{told}");
    assert_eq!(office.database.sql("select count(*) from pg_tables where schemaname = 'public'"), "0");
}

#[tokio::test]
async fn the_demo_moves_in_one_piece() {
    let data = tempfile::tempdir().expect("folder");
    latarnia_server::demo::make(data.path(), START).expect("made");
    let office = Office::new();
    fine(data.path(), &["move", "--to", &office.database.url()], "");
    let server = office.server().await;
    let file = Store::open_reader(&data.path().join("registry.db"), None).expect("open");
    assert_eq!(server.adds_up().await, digests(file.db()).expect("digests"));
    assert!(server.number().await > 1000);
    let place = latarnia_server::config::Place { data: data.path().to_owned(), database: None };
    assert!(Opened::at(&place).await.is_err(), "the file is closed");
    assert_eq!(server.registry.areas().await.expect("areas").len(), 4);
}
