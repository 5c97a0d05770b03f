//! A PostgreSQL cluster for many test programs at once: prints its folder, and ends with its input.

use std::io::{Read, Write};

use latarnia_tests::Cluster;

fn main() {
    let cluster = Cluster::start("");
    let mut out = std::io::stdout();
    // Whoever started it may be gone already; then its input is at its end as well.
    let _ = writeln!(out, "{}", cluster.host().display()).and_then(|()| out.flush());
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}
