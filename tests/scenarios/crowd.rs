//! Phones that were away come back at once: whatever the server makes of the crowd, nothing is lost.

use std::time::Duration;

use latarnia_tests::crowd::{come_back, gather, losses, pictures};
use latarnia_tests::{Cluster, Server};

const TEAMS: usize = 4;
const PHONES: usize = 10;
const CONTACTS: u64 = 4;

fn forty_come_back_at_once(server: &Server) {
    let mut members = gather(server, (TEAMS, PHONES), CONTACTS, &pictures(2, 800, 600));
    let fares = come_back(&mut members, Duration::ZERO);
    let gave_up: Vec<_> = fares.iter().filter_map(|fare| fare.gave_up.as_ref()).collect();
    assert!(gave_up.is_empty(), "refused for good: {gave_up:?}");
    assert_eq!(losses(server, &mut members, PHONES), Vec::<String>::new());
    let checked = server.command(&["check"]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

#[test]
fn of_forty_phones_that_come_back_at_once_nothing_is_lost_or_refused() {
    forty_come_back_at_once(&Server::of_teams(TEAMS, None));
}

#[test]
fn nor_where_the_registry_is_shared() {
    let database = Cluster::shared().database();
    forty_come_back_at_once(&Server::of_teams(TEAMS, Some(&database.url())));
}
