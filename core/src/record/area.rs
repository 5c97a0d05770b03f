//! An area ("rejon"): what a crew walks, and the scope of what its phones hold.

use super::field::text;
use super::record;

record! {
    /// An area of the centre.
    Area: Living {
        /// Its name.
        name: String = text(120).required(),
    }
}
