//! Phones and a server, as two ends of the sync engine in one process: no network, no sleep, faults
//! where the wire would be.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may")]

mod clocks;
mod converge;
mod corpus;
mod count;
mod cuts;
mod erasure;
mod evening;
mod example;
mod gallery;
mod golden;
mod let_in;
mod links;
mod outdated;
mod photos;
mod photos_gone;
mod reading;
mod replay;
mod restamp;
mod restore;
mod review;
mod scopes;
mod segments;
mod setbacks;
mod town;
mod trespass;
mod verdicts;
mod voices;
