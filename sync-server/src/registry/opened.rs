//! The registry of a running program, wherever it rests.

use std::sync::Arc;

use tokio::sync::broadcast;

use super::postgres::Postgres;
use super::sqlite::{FILE, Sqlite, moved};
use super::{Accounts, Attachments, Change, Registry};
use crate::Error;
use crate::config::Place;
use crate::epoch::{Beside, Epoch};

/// An open registry.
#[derive(Clone)]
pub enum Opened {
    /// In a file of the data folder.
    InFile(Arc<Sqlite>),
    /// In a database that several servers share.
    Shared(Arc<Postgres>),
}

impl Opened {
    /// Opens the registry of that place, made if it is not there. The data folder must be.
    pub async fn at(place: &Place) -> Result<Self, Error> {
        place.must_have_folder()?;
        Ok(match &place.database {
            None => {
                let opened = Sqlite::open(&place.data).map_err(Error::opening(place.data.join(FILE)))?;
                if opened.read(moved::is_moved).await? {
                    return Err(Error::Moved(place.data.join(FILE)));
                }
                Self::InFile(Arc::new(opened))
            }
            Some(address) => Self::Shared(Arc::new(Postgres::open(address.url(), &place.data).await?)),
        })
    }

    /// The records and their log.
    pub fn records(&self) -> Arc<dyn Registry> {
        match self {
            Self::InFile(sqlite) => sqlite.clone(),
            Self::Shared(postgres) => postgres.clone(),
        }
    }

    /// The records' pictures.
    pub fn attachments(&self) -> Arc<dyn Attachments> {
        match self {
            Self::InFile(sqlite) => sqlite.clone(),
            Self::Shared(postgres) => postgres.clone(),
        }
    }

    /// Who may come in.
    pub fn accounts(&self) -> Arc<dyn Accounts> {
        match self {
            Self::InFile(sqlite) => sqlite.clone(),
            Self::Shared(postgres) => postgres.clone(),
        }
    }

    /// Which log this is.
    pub async fn epoch(&self, place: &Place) -> Result<Epoch, Error> {
        Ok(match self {
            Self::InFile(sqlite) => {
                let number = Registry::log_number(&**sqlite).await?;
                Epoch::Beside(Beside::open(&place.data, number)?)
            }
            Self::Shared(postgres) => Epoch::Shared(postgres.epoch()),
        })
    }

    /// What others write into it.
    pub fn changes(&self) -> Option<broadcast::Receiver<Change>> {
        match self {
            Self::InFile(_) => None,
            Self::Shared(postgres) => Some(postgres.changes()),
        }
    }

    /// Leaves whole files behind.
    pub async fn settle(&self) -> Result<(), Error> {
        match self {
            Self::InFile(sqlite) => sqlite.settle().await?,
            Self::Shared(postgres) => postgres.settle().await?,
        }
        Ok(())
    }
}
