//! The API as its users meet it: one test binary, a file per resource, each test with a server of its
//! own on a free port, awaited by `/readyz`, with a clock that the test moves.

#![expect(clippy::indexing_slicing, reason = "in a test, an answer without what is asked of it may panic")]

mod attachments;
mod audit;
mod backups;
mod bad_commands;
mod bad_input;
mod bad_places;
mod basemap;
mod commands;
mod contract;
mod contract_pictures;
mod contract_segments;
mod counts;
mod decisions;
mod demo;
mod docs;
mod enrolments;
mod events;
mod places;
mod program;
mod roles;
mod segments;
mod session;
mod shared;
mod sites;
mod sync;
mod time_limit;
mod town;
