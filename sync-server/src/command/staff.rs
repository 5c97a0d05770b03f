//! `user` and `area`.

use std::io::{BufRead, Read};

use latarnia_core::clock::Millis;
use latarnia_core::error::Error as Core;
use latarnia_core::id::AreaId;
use latarnia_core::op::Scope;
use latarnia_core::record::{self, Kind, Record};

use super::say;
use crate::Error;
use crate::auth::password;
use crate::config::{self, Area, User};
use crate::registry::sqlite::staff;
use crate::registry::{Deed, NewUser, Note, Opened, Registry, Stroke};

/// `user add|list|password`
pub async fn user(registry: &Opened, user: User, now: Millis) -> Result<(), Error> {
    let accounts = registry.accounts();
    match user {
        User::List => {
            for user in accounts.users().await? {
                let left = if user.left { "left" } else { "" };
                say(&format!("{}\t{}\t{}\t{left}\n", user.name, user.role, user.full_name))?;
            }
            Ok(())
        }
        User::Add(new) => add(registry, new, now).await,
        User::Password { name } => {
            let name = name.trim().to_lowercase();
            let nobody = || Error::Refused(format!("nobody signs in as {name}; see `user list`"));
            let user = accounts.user(name.clone()).await?.ok_or_else(nobody)?;
            let note = Note::of_command_line("password_changed", now).about(Kind::Worker, user.worker);
            accounts.set_password(user.worker, password::hash(&typed_password()?), note).await?;
            say(&format!("{name} has a new password; open sessions have ended\n"))
        }
    }
}

async fn add(registry: &Opened, new: config::NewUser, now: Millis) -> Result<(), Error> {
    let config::NewUser { name, full_name, role, areas } = new;
    let areas = areas_called(&*registry.records(), &areas).await?;
    let password = password::hash(&typed_password()?);
    let user = NewUser { name: name.clone(), full_name, role, areas, password, now };
    registry.accounts().add_user(user).await.map_err(in_words)?;
    say(&format!("{name} may sign in\n"))
}

async fn areas_called(registry: &dyn Registry, names: &[String]) -> Result<Vec<AreaId>, Error> {
    let known = registry.areas().await?;
    let find = |name: &String| {
        let unknown = || Error::Refused(format!("there is no area {name}; see `area list`"));
        known.iter().find(|(_, known)| known == name).map(|(id, _)| *id).ok_or_else(unknown)
    };
    names.iter().map(find).collect()
}

/// More than any line with a password.
const MOST: u64 = 4096;

/// One line of the standard input.
fn typed_password() -> Result<String, Error> {
    let mut line = Vec::new();
    let mut input = std::io::stdin().lock().take(MOST);
    input.read_until(b'\n', &mut line).map_err(Error::file("standard input"))?;
    let no_text =
        |_| Error::Refused("the password on the standard input is no UTF-8 text; send it as such".to_owned());
    let password = String::from_utf8(line).map_err(no_text)?.trim_end_matches(['\r', '\n']).to_owned();
    if password.chars().count() < password::SHORTEST || password.len() > password::LONGEST {
        let (least, most) = (password::SHORTEST, password::LONGEST);
        return Err(Error::Refused(format!(
            "a password has at least {least} characters and at most {most} bytes; give it on the standard input"
        )));
    }
    Ok(password)
}

/// `area add|list`
pub async fn area(registry: &Opened, area: Area, now: Millis) -> Result<(), Error> {
    let records = registry.records();
    match area {
        Area::List => {
            for (id, name) in records.areas().await? {
                say(&format!("{id}\t{name}\n"))?;
            }
            Ok(())
        }
        Area::Add { name } => {
            if records.areas().await?.iter().any(|(_, known)| *known == name) {
                return Err(Error::Refused(format!("there is an area {name} already")));
            }
            records.write(new_area(&name, now)).await.map_err(in_words)?;
            say(&format!("there is an area {name}\n"))
        }
    }
}

fn new_area(name: &str, now: Millis) -> Stroke {
    let form = record::Area { name: Some(name.to_owned()) }.to_form();
    let deed = Deed::Create { kind: Kind::Area, scope: Scope::Organisation, form };
    Stroke { author: staff::NOBODY, now, deed, note: Note::of_command_line("area_added", now) }
}

/// A refusal says what it is in its own words.
fn in_words(error: Core) -> Error {
    match error {
        Core::Refused { code } => Error::Refused(code),
        other => other.into(),
    }
}

/// A time for people who read terminals.
pub fn iso(at: Millis) -> String {
    chrono::DateTime::from_timestamp_millis(at.0).map(|time| time.to_rfc3339()).unwrap_or_default()
}
