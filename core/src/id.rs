//! Identities: newtypes over UUIDs, made on the device that creates the record.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::clock::Millis;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(transparent)]
        #[ts(type = "string")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = "uuid"))]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID that is known to name such a thing.
            pub const fn new(id: Uuid) -> Self { Self(id) }
            /// The bare UUID.
            pub const fn uuid(self) -> Uuid { self.0 }
            /// The 16 bytes that stand in a database column.
            pub const fn as_bytes(&self) -> &[u8; 16] { self.0.as_bytes() }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.hyphenated().fmt(f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Uuid::parse_str(text).map(Self) }
        }
        impl From<[u8; 16]> for $name {
            fn from(bytes: [u8; 16]) -> Self { Self(Uuid::from_bytes(bytes)) }
        }
    )*};
}

macro_rules! record_ids {
    ($($name:ident)*) => {$(
        impl From<$name> for RecordId { fn from(id: $name) -> Self { Self(id.0) } }
        impl From<RecordId> for $name { fn from(id: RecordId) -> Self { Self(id.0) } }
    )*};
}

ids! {
    /// Any record, whatever its kind.
    RecordId;
    /// A person. UUIDv4: the id must not tell when we first met someone.
    PersonId;
    /// A sleeping site.
    SiteId;
    /// One visit to a site.
    VisitId;
    /// An outing of a crew.
    OutingId;
    /// A contact: one entry of the karta kontaktu.
    ContactId;
    /// Something that was given or done.
    ActionId;
    /// An intervention in danger.
    InterventionId;
    /// A shelter, a kitchen, a service point.
    FacilityId;
    /// Something somebody is to do until a day.
    TaskId;
    /// A person sent to a facility or partner.
    ReferralId;
    /// A report from the public.
    ReportId;
    /// A programme out of homelessness.
    ProgrammeId;
    /// A goal of a programme.
    GoalId;
    /// A consent for one purpose.
    ConsentId;
    /// A count of homeless people.
    CountId;
    /// A place where a count looks.
    CountPlaceId;
    /// One questionnaire of a count.
    QuestionnaireId;
    /// A member of the centre's staff.
    WorkerId;
    /// An area ("rejon") of the centre.
    AreaId;
    /// A phone, or the server itself when the console writes.
    DeviceId;
}
record_ids! { PersonId SiteId VisitId OutingId ContactId ActionId InterventionId FacilityId TaskId ReferralId ReportId ProgrammeId
GoalId ConsentId CountId CountPlaceId QuestionnaireId WorkerId AreaId }

/// Where randomness comes from; given to whatever creates ids.
pub trait Ids: Send {
    /// Sixteen unpredictable bytes.
    fn random(&mut self) -> [u8; 16];

    /// A time-ordered id for records whose age is no secret.
    fn ordered(&mut self, now: Millis) -> RecordId {
        let mut tail = [0; 10];
        tail.copy_from_slice(self.random().first_chunk::<10>().expect("sixteen bytes hold ten"));
        let millis = u64::try_from(now.0).unwrap_or_default();
        RecordId(uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid())
    }

    /// An id that tells nothing; for persons, devices and staff.
    fn opaque(&mut self) -> RecordId {
        RecordId(uuid::Builder::from_random_bytes(self.random()).into_uuid())
    }
}

/// The operating system's randomness.
pub struct SystemIds;

impl Ids for SystemIds {
    fn random(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        bytes
    }
}
