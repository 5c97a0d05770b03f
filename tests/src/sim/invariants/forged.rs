//! Nobody reaches what is not theirs by what an operation claims.

use super::Findings;
use crate::sim::harm::Harm;
use crate::sim::world::World;

/// No forged operation was taken in.
pub fn judge(world: &World) -> Findings {
    let slipped = world.server.slipped.iter();
    slipped.map(|id| (Harm::Leaked, format!("{id} was forged and taken in"))).collect()
}
