//! What is new, told to every open console.

use tokio::sync::broadcast;

use crate::registry::Change;

/// Changes a slow console may be behind before it is told to look at everything.
const BEHIND: usize = 256;

/// Rings after every commit that changed something.
pub struct Bell(broadcast::Sender<Change>);

impl Default for Bell {
    fn default() -> Self {
        Self(broadcast::Sender::new(BEHIND))
    }
}

impl Bell {
    /// Tells everybody who listens.
    pub fn ring(&self, change: Change) {
        // Nobody listening is no error.
        drop(self.0.send(change));
    }

    /// Listens from now on.
    pub fn listen(&self) -> broadcast::Receiver<Change> {
        self.0.subscribe()
    }
}
