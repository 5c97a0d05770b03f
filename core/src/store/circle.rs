//! Restriction of processing (GDPR art. 18): only a person's team knows of her, until it is lifted.

use std::collections::BTreeSet;

use super::kin;
use super::pen::{Pen, place_of};
use super::registry::{self, Row};
use crate::error::{Error, OrNotFound, Result};
use crate::id::{PersonId, RecordId, WorkerId};
use crate::op::{Change, Scope};
use crate::record::{Kind, Person};

impl Pen<'_> {
    /// From now on only `team`, and whoever was on it before, knows of the person: of every record of
    /// hers, linked ones too, with all that tells about them.
    pub fn restrict(&self, person: PersonId, team: &BTreeSet<WorkerId>) -> Result<()> {
        for row in self.every_record(person)? {
            let known: BTreeSet<WorkerId> = row.read::<Person>()?.team.into_iter().flatten().collect();
            let new = team.difference(&known).map(serde_json::to_value).collect::<Result<Vec<_>, _>>()?;
            if !new.is_empty() {
                let items = [("team".to_owned(), new)].into();
                self.write(Kind::Person, place_of(&row), Change::Add { items })?;
            }
            self.relocate_with_history(row.id, Scope::Circle(row.id.into()))?;
        }
        Ok(())
    }

    /// From now on everyone of `scope` knows of the person again.
    ///
    /// # Errors
    /// [`Error::Refused`] with `not_restricted`.
    pub fn release(&self, person: PersonId, scope: Scope) -> Result<()> {
        let records = self.every_record(person)?;
        let mut restricted = records.iter().filter(|row| matches!(row.scope, Scope::Circle(_))).peekable();
        if restricted.peek().is_none() {
            return Err(Error::Refused { code: "not_restricted".to_owned() });
        }
        restricted.try_for_each(|row| self.relocate_with_history(row.id, scope))
    }

    fn every_record(&self, person: PersonId) -> Result<Vec<Row>> {
        let id = RecordId::from(person);
        let own = registry::row(self.db, id)?.filter(|row| row.kind == Kind::Person).or_not_found(id)?;
        let mut all = vec![own];
        for other in kin::group(self.db, id)?.into_iter().filter(|other| *other != id) {
            all.extend(registry::row(self.db, other)?);
        }
        Ok(all)
    }
}
