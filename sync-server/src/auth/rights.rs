//! What a role may ask of the console. Records are judged by `latarnia_core::access`; this table only
//! adds what is no record: devices, quarantine, audit.

use latarnia_core::access::{Deed, Principal, Role};
use latarnia_core::record::Kind;

/// Something the console can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    SeeSites,
    EditSites,
    SeePeople,
    SeeOutings,
    SeeStaff,
    ManageDevices,
    SeeQuarantine,
    SeeAudit,
    /// Look at what waits for a decision, and decide: link, tell apart, restrict, erase, edit people.
    Decide,
    /// Open, fill and close the counts of homeless people.
    LeadCounts,
}

/// May this principal do that at all? Areas and fields are decided where the records are read.
pub const fn allows(who: &Principal, right: Right) -> bool {
    let leads = matches!(who.role, Role::Supervisor | Role::Administrator);
    match right {
        Right::SeeSites => who.may(Deed::Read, Kind::Site),
        // A streetworker edits sites on the phone, where the crew stands before them.
        Right::EditSites => who.may(Deed::Write, Kind::Site) && matches!(who.role, Role::Supervisor),
        Right::Decide | Right::LeadCounts => matches!(who.role, Role::Supervisor),
        Right::SeePeople => who.may(Deed::Read, Kind::Person),
        Right::SeeOutings => who.may(Deed::Read, Kind::Outing),
        Right::SeeStaff => who.may(Deed::Read, Kind::Worker),
        Right::ManageDevices | Right::SeeQuarantine | Right::SeeAudit => leads,
    }
}
