//! Which keystore this device has. The hardware keystore of a phone is put in here and nowhere else.

use std::path::Path;
use std::sync::Arc;

use latarnia_field::keystore::{FileKeystore, Keystore};

/// A key file beside the vault, readable by its owner alone. A desktop offers nothing better without a
/// password of its own; on Android the file lies in the app's private storage, which other apps cannot
/// read, until the hardware keystore takes its place.
pub fn of_this_device(folder: &Path) -> Arc<dyn Keystore> {
    Arc::new(FileKeystore::at(&folder.join("keystore")))
}
