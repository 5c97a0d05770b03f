//! Is the shared journal whole, and do its replicas say what it says?

use std::path::Path;

use latarnia_core::error::{Error, Result};
use latarnia_core::op::Scope;
use latarnia_core::store::{Store, registry};
use rusqlite::Connection;

use super::Postgres;
use super::held::Open;
use super::journal;
use super::rebuild::rebuild;

/// A copy of all that the journal adds up to, made for a look at it and removed afterwards.
pub struct Copy {
    /// The copy.
    pub store: Store,
    /// What is wrong with the journal, or with the replica of this process.
    pub problems: Vec<String>,
    _folder: tempfile::TempDir,
}

impl Postgres {
    /// Reads the whole journal, as of one moment, into a copy under the folder `data`, and compares
    /// this process's replica with it.
    pub async fn copy(&self, data: &Path) -> Result<Copy> {
        let failed = |error: std::io::Error| Error::Shared(format!("{}: {error}", data.display()));
        let folder = tempfile::Builder::new().prefix("check-").tempdir_in(data).map_err(failed)?;
        let store = Store::open(&folder.path().join("copy.db"), None)?;
        let open = Open::begin(&self.database).await?;
        open.client()
            .batch_execute("set transaction isolation level repeatable read, read only")
            .await
            .map_err(super::database::failed)?;
        let end = journal::end(open.client()).await?;
        let (store, mut problems) = rebuild(open.client(), &end, store, &mut |_| {}).await?;
        open.commit().await?;
        let copied = digests(store.db())?;
        let own = self.replica.read(self.database.connection().await?, end, digests).await?;
        if copied != own {
            problems.push(
                "the replica of this data folder is not what the journal says; remove replica.db".to_owned(),
            );
        }
        Ok(Copy { store, problems, _folder: folder })
    }
}

/// What every scope adds up to.
pub fn digests(db: &Connection) -> Result<Vec<(Scope, String)>> {
    let mut select = db.prepare("select distinct scope from op order by scope")?;
    let scopes: Vec<String> = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let scopes = scopes.iter().filter_map(|scope| scope.parse().ok());
    scopes.map(|scope| Ok((scope, registry::base_digest(db, scope)?))).collect()
}
