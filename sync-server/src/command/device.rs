//! `device list|invite|revoke`

use latarnia_core::clock::Millis;
use latarnia_core::id::DeviceId;
use latarnia_core::record::Kind;

use super::{say, staff};
use crate::Error;
use crate::auth::{enrol, may_carry_a_phone};
use crate::config::Device;
use crate::registry::{Accounts, Note};

/// Runs one of them.
pub async fn run(registry: &dyn Accounts, device: Device, now: Millis) -> Result<(), Error> {
    match device {
        Device::List => list(registry).await,
        Device::Invite { name, server } => invite(registry, &name, &server, now).await,
        Device::Revoke { id } => revoke(registry, &id, now).await,
    }
}

async fn list(registry: &dyn Accounts) -> Result<(), Error> {
    for device in registry.devices().await? {
        let state = if device.revoked { "revoked" } else { "active" };
        let seen = device.last_sync.map_or_else(|| "never".to_owned(), staff::iso);
        say(&format!("{}\t{state}\t{}\t{}\tlast sync {seen}\n", device.id, device.worker_name, device.name))?;
    }
    Ok(())
}

async fn invite(registry: &dyn Accounts, name: &str, server: &str, now: Millis) -> Result<(), Error> {
    let name = name.trim().to_lowercase();
    let nobody = || Error::Refused(format!("nobody signs in as {name}; see `user list`"));
    let user = registry.user(name.clone()).await?.ok_or_else(nobody)?;
    let gone = || Error::Refused(format!("{name} has left; invite someone who works here, see `user list`"));
    let (who, _) = registry.principal(user.worker).await?.ok_or_else(gone)?;
    may_carry_a_phone(&who).map_err(|_refused| {
        Error::Refused(format!("{name} is {}, which works without a phone; see `user list`", user.role))
    })?;
    let code = enrol::new_code();
    let note = Note::of_command_line("enrolment_offered", now).about(Kind::Worker, user.worker);
    registry.offer_code(enrol::hash_code(&code), user.worker, now.plus(enrol::VALID_MS), note).await?;
    say(&format!("{}\n", enrol::link(server, &code)))
}

async fn revoke(registry: &dyn Accounts, id: &str, now: Millis) -> Result<(), Error> {
    let wrong = |_: uuid::Error| Error::Refused(format!("{id} is no device's id; see `device list`"));
    let device: DeviceId = id.parse().map_err(wrong)?;
    let note = Note::of_command_line("device_revoked", now).about_device(device);
    if registry.revoke(device, note).await? {
        say("revoked\n")
    } else {
        Err(Error::Refused(format!("there is no device {id}; see `device list`")))
    }
}
