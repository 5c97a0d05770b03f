//! What must hold when a story is over.
//!
//! * [`kept`]: nothing is lost: not what was promised, not what was written, not on any phone
//! * [`once`]: nothing stands twice
//! * [`alike`]: who holds the same operations shows the same, and the registry is what its log says
//! * [`apart`]: a phone holds nothing of scopes that are not its own
//! * [`erased`]: of whom was erased there is nothing anywhere
//! * [`forged`]: nobody reaches what is not theirs by what an operation claims
//! * [`newest`]: what was replaced or taken back is not shown again, by a merge written a second time
//! * [`filled`]: a scope read by segments is the scope read by pages
//! * [`replayed`]: the log carried into another store makes the same server
//! * [`repeat`]: sending everything once more changes nothing

pub mod alike;
pub mod apart;
pub mod erased;
pub mod filled;
pub mod forged;
pub mod kept;
pub mod newest;
pub mod once;
pub mod repeat;
pub mod replayed;

use super::harm::Harm;
use super::world::World;

/// What an invariant found.
pub type Findings = Vec<(Harm, String)>;

/// Looks at everything.
pub fn judge(world: &mut World) {
    let looks = [
        kept::judge,
        once::judge,
        alike::judge,
        apart::judge,
        forged::judge,
        newest::judge,
        erased::judge,
        filled::judge,
        replayed::judge,
    ];
    let found: Findings = looks.iter().flat_map(|look| look(world)).collect();
    let again = repeat::judge(world);
    for (harm, what) in found.into_iter().chain(again) {
        world.harms.note(harm, what);
    }
}
