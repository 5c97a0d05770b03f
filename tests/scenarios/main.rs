//! Stories told end to end: real server process, real phone processes, real files, and a network that
//! fails between them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may")]

mod alarm;
mod at_rest;
mod backups;
mod basemap;
mod crowd;
mod cut_sync;
mod enrolment;
mod first_sync;
mod forked;
mod full_disk;
mod kills;
mod newer_phone;
mod offline_night;
mod one_folder;
mod photos;
mod standby;
mod two_phones;
mod two_servers;
mod voices;
mod wrong_clock;
