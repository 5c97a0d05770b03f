//! What is said of two records: that they are one person or site, or that they are not.

use super::kin;
use super::pen::{Pen, place_of};
use super::registry::{self, Row};
use crate::error::{Error, OrNotFound, Result};
use crate::id::RecordId;
use crate::op::{Change, Removed};
use crate::record::{FieldError, Kind, Problem};

/// The set that names who a record is not.
pub(crate) const NOT_SAME: &str = "not_same";

impl Pen<'_> {
    /// Says that two records are one and the same person or site. Both stay as they are.
    ///
    /// # Errors
    /// [`Error::Invalid`] if they are of different kinds, of a kind that cannot be linked, or one record.
    pub fn link(&self, one: RecordId, other: RecordId) -> Result<()> {
        let (first, second) = self.pair(one, other)?;
        for (row, other) in [(&first, second.id), (&second, first.id)] {
            if registry::state(self.db, row.id)?.links_to(other).is_empty() {
                self.write(row.kind, place_of(row), Change::Link { other })?;
            }
        }
        Ok(())
    }

    /// Takes a link back: what each was told stays with each.
    pub fn unlink(&self, one: RecordId, other: RecordId) -> Result<()> {
        let (first, second) = self.pair(one, other)?;
        for (row, other) in [(&first, second.id), (&second, first.id)] {
            let saw = registry::state(self.db, row.id)?.links_to(other);
            if !saw.is_empty() {
                self.write(row.kind, place_of(row), Change::Unlink { other, saw })?;
            }
        }
        Ok(())
    }

    fn pair(&self, one: RecordId, other: RecordId) -> Result<(Row, Row)> {
        let first = registry::row(self.db, one)?.or_not_found(one)?;
        let second = registry::row(self.db, other)?.or_not_found(other)?;
        let linkable = matches!(first.kind, Kind::Person | Kind::Site);
        if one == other || first.kind != second.kind || !linkable {
            return Err(Error::Invalid(vec![FieldError::new("other", Problem::WrongType)]));
        }
        Ok((first, second))
    }

    /// Says that two records, looked at side by side, are two people or sites.
    ///
    /// # Errors
    /// As [`Self::link`].
    pub fn tell_apart(&self, one: RecordId, other: RecordId) -> Result<()> {
        let (first, second) = self.pair(one, other)?;
        for (row, other) in [(&first, second.id), (&second, first.id)] {
            let value = serde_json::to_value(other)?;
            if registry::state(self.db, row.id)?.adds(NOT_SAME, &value).is_empty() {
                let items = [(NOT_SAME.to_owned(), vec![value])].into();
                self.write(row.kind, place_of(row), Change::Add { items })?;
            }
        }
        Ok(())
    }

    /// Takes that back, of all that are linked to either: they may be proposed as one again.
    ///
    /// # Errors
    /// As [`Self::link`].
    pub fn forget_apart(&self, one: RecordId, other: RecordId) -> Result<()> {
        let (first, second) = self.pair(one, other)?;
        for one in kin::group(self.db, first.id)? {
            for other in kin::group(self.db, second.id)? {
                self.forget_said(one, other)?;
                self.forget_said(other, one)?;
            }
        }
        Ok(())
    }

    fn forget_said(&self, of: RecordId, other: RecordId) -> Result<()> {
        let Some(row) = registry::row(self.db, of)? else { return Ok(()) };
        let value = serde_json::to_value(other)?;
        let saw = registry::state(self.db, of)?.adds(NOT_SAME, &value);
        if saw.is_empty() {
            return Ok(());
        }
        let items = [(NOT_SAME.to_owned(), vec![Removed { value, saw }])].into();
        self.write(row.kind, place_of(&row), Change::Remove { items }).map(drop)
    }
}
