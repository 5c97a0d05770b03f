//! The table of commands: everything the phone's screens can ask for, by name.
//!
//! One list gives the dispatch ([`call`]), used by the window and by the loopback bridge alike, and the
//! TypeScript map the screens are checked against (`make types`).

use serde_json::Value;

use crate::FieldApp;
use crate::command::{
    Nothing, alarm, attachment, basemap, consent, contact, count, draft, event, facility, finger,
    intervention, outing, person, referral, report, route, search, session, settings, site, sync, task,
    today, visit, week,
};
use crate::error::CallError;

macro_rules! commands {
    ($($(#[doc = $doc:literal])* $name:literal: $handler:path, $input:ty => $output:ty;)*) => {
        /// Runs the command called `name`.
        ///
        /// # Errors
        /// [`CallError`]: a code a screen may branch on, and the fields that are wrong.
        pub fn call(app: &FieldApp, name: &str, input: Value) -> Result<Value, CallError> {
            match name {
                $($name => {
                    let input: $input = serde_json::from_value(input).map_err(CallError::bad_input)?;
                    let output: $output = $handler(app, input)?;
                    serde_json::to_value(output).map_err(CallError::bad_output)
                })*
                unknown => Err(CallError::unknown_command(unknown)),
            }
        }

        /// Every command's name.
        pub const NAMES: &[&str] = &[$($name),*];

        /// The commands and every type they use, for TypeScript.
        pub fn describe(book: &mut latarnia_core::typescript::Book) {
            $(
                let doc: &[&str] = &[$($doc),*];
                book.command::<$input, $output>($name, doc);
            )*
        }
    };
}

commands! {
    /// What this phone is: enrolled or not, locked or open, whose.
    "session.show": session::show, Nothing => session::Session;
    /// Enrols this phone with a one-time code and opens a vault behind a new PIN.
    "session.enrol": session::enrol, session::Enrol => session::Session;
    /// Gives a phone that was restored or copied a new identity; nothing unsent is lost.
    "session.enrol_again": session::enrol_again, session::EnrolAgain => session::Session;
    /// Opens the vault.
    "session.unlock": session::unlock, session::Unlock => session::Session;
    /// Opens the vault by a finger or a face, where its worker switched that on.
    "session.unlock_by_finger": finger::unlock, finger::UnlockByFinger => session::Session;
    /// Locks the vault; nothing is lost, nothing stays readable.
    "session.lock": session::lock, Nothing => session::Session;
    /// Leaves this phone; with anything unsent it only locks.
    "session.log_out": session::log_out, Nothing => session::LoggedOut;

    /// Whether a finger or a face may open this vault, and whether it does.
    "finger.show": finger::show, Nothing => finger::FingerOffer;
    /// Switches that on, after the PIN; asks for a finger.
    "finger.switch_on": finger::switch_on, finger::SwitchOnFinger => finger::FingerOffer;
    /// Switches that off; the PIN stays.
    "finger.switch_off": finger::switch_off, Nothing => finger::FingerOffer;

    /// The first screen: outing, sites due.
    "today.show": today::show, today::ShowToday => latarnia_core::view::Today;

    /// Who can go out, where.
    "outing.choices": outing::choices, Nothing => outing::OutingChoices;
    /// Starts an outing, or plans one that is only meant.
    "outing.start": outing::start, outing::StartOuting => latarnia_core::view::OutingCard;
    /// Sets out on a planned outing.
    "outing.set_out": outing::set_out, outing::SetOut => latarnia_core::view::OutingCard;
    /// Makes it a planned one again.
    "outing.put_off": outing::put_off, outing::PutOff => latarnia_core::view::OutingCard;
    /// Gives a planned outing up.
    "outing.call_off": outing::call_off, outing::WhichOuting => Nothing;
    /// "We are all right."
    "outing.check_in": outing::check_in, outing::WhichOuting => latarnia_core::view::OutingCard;
    /// Takes a check-in back that nobody meant.
    "outing.uncheck": outing::uncheck, outing::UncheckOuting => latarnia_core::view::OutingCard;
    /// Moves the time to be back.
    "outing.extend": outing::extend, outing::ExtendOuting => latarnia_core::view::OutingCard;
    /// Ends an outing.
    "outing.end": outing::end, outing::WhichOuting => latarnia_core::view::OutingCard;
    /// Goes on with an outing ended a moment ago.
    "outing.reopen": outing::reopen, outing::WhichOuting => latarnia_core::view::OutingCard;
    /// Says how cold it is.
    "outing.measure": outing::measure, outing::MeasureOuting => latarnia_core::view::OutingCard;

    /// What keeps the alarm of the open outing from being heard in time; empty if nothing does.
    "alarm.show": alarm::show, Nothing => alarm::AlarmState;
    /// Opens the setting of the system that lifts a hindrance.
    "alarm.mend": alarm::mend, alarm::MendAlarm => Nothing;

    /// The route of the evening.
    "route.show": route::show, today::ShowToday => Option<latarnia_core::view::EveningRoute>;
    /// Chooses sites, unless they are named, and orders them for walking.
    "route.plan": route::plan, route::PlanRoute => latarnia_core::view::EveningRoute;
    /// Keeps the stops as somebody ordered them by hand.
    "route.set": route::set, route::SetRoute => latarnia_core::view::EveningRoute;

    /// Saves a contact, with what was given and, if wanted, a new person.
    "contact.record": contact::record, contact::RecordContact => contact::ContactRecorded;
    /// Says who somebody seen at a contact was, new or known; the contact stays.
    "contact.name": contact::name, contact::NameContact => contact::ContactRecorded;

    /// Saves a visit to a site.
    "visit.record": visit::record, visit::RecordVisit => visit::VisitRecorded;

    /// Saves an intervention.
    "intervention.record": intervention::record, intervention::RecordIntervention => intervention::InterventionRecorded;

    /// Corrects an event; the old version stays readable.
    "event.amend": event::amend, event::AmendEvent => Nothing;
    /// What an event said before it was corrected.
    "event.versions": event::versions, event::WhichEvent => Vec<latarnia_core::view::EventVersion>;
    /// Withdraws an event made by mistake, with all that was written within it.
    "event.void": event::void, event::VoidEvent => Nothing;
    /// Takes back what was saved within the last minute.
    "event.take_back": event::take_back, event::TakeBack => Nothing;

    /// All sites this phone holds.
    "site.list": site::list, today::ShowToday => Vec<latarnia_core::view::SiteRow>;
    /// One site with people and history.
    "site.show": site::show, site::ShowSite => latarnia_core::view::SiteCard;
    /// A new site.
    "site.add": site::add, site::AddSite => latarnia_core::view::SiteCard;
    /// Changes fields of a site; only those named.
    "site.edit": site::edit, site::EditSite => latarnia_core::view::SiteCard;
    /// The sites within reach of a place, nearest first.
    "site.near": site::near, site::NearPlace => Vec<latarnia_core::view::SiteRow>;

    /// All people this phone holds, seen last first.
    "person.list": person::list, person::ListPeople => Vec<latarnia_core::view::PersonRow>;
    /// One person with history.
    "person.show": person::show, person::ShowPerson => latarnia_core::view::PersonCard;
    /// A new person.
    "person.add": person::add, person::AddPerson => latarnia_core::view::PersonCard;
    /// Changes fields of a person; only those named.
    "person.edit": person::edit, person::EditPerson => latarnia_core::view::PersonCard;

    /// Who may be meant already, while somebody is written down; never blocks.
    "person.alike": person::alike, person::AlikePerson => Vec<latarnia_core::view::Alike>;

    /// Open tasks: the worker's own and the crew's, the longest overdue first.
    "task.list": task::list, task::OnDay => Vec<latarnia_core::view::TaskRow>;
    /// Every task for one person, done or not.
    "task.of_person": task::of_person, task::PersonOnDay => Vec<latarnia_core::view::TaskRow>;
    /// A new task.
    "task.add": task::add, task::AddTask => latarnia_core::view::TaskRow;
    /// Ticks a task off, opens it again, or gives it another day.
    "task.edit": task::edit, task::EditTask => latarnia_core::view::TaskRow;

    /// The assistant's week: who was not met, what is due, which programmes wait for a look.
    "week.show": week::show, task::OnDay => latarnia_core::view::Week;
    /// One person's programmes with goals and tasks.
    "programme.list": week::programmes, task::PersonOnDay => Vec<latarnia_core::view::ProgrammeCard>;

    /// One person's referrals, the last first.
    "referral.list": referral::list, referral::OfPerson => Vec<latarnia_core::view::ReferralRow>;
    /// Sends somebody somewhere, with consent.
    "referral.make": referral::make, referral::MakeReferral => referral::ReferralMade;
    /// Says what came of a referral.
    "referral.edit": referral::edit, referral::EditReferral => Nothing;

    /// What one person agreed to, purpose by purpose.
    "consent.list": consent::list, referral::OfPerson => Vec<latarnia_core::view::ConsentRow>;
    /// Writes down a consent or a refusal.
    "consent.record": consent::record, consent::RecordConsent => consent::ConsentRecorded;
    /// Somebody takes a consent back.
    "consent.withdraw": consent::withdraw, consent::WithdrawConsent => Nothing;

    /// Reports from the public to look after, then those answered lately.
    "report.list": report::list, today::ShowToday => Vec<latarnia_core::view::ReportRow>;
    /// One report.
    "report.show": report::show, report::ShowReport => latarnia_core::view::ReportRow;
    /// Answers a report by a visit, at a known site or a new one.
    "report.answer": report::answer, report::AnswerReport => report::ReportAnswered;

    /// The counts this phone takes part in.
    "count.list": count::list, count::OnClock => Vec<latarnia_core::view::CountRow>;
    /// One count with its places.
    "count.show": count::show, count::ShowCount => latarnia_core::view::CountCard;
    /// One place of a count with its questionnaires.
    "count.place": count::place, count::ShowCountPlace => latarnia_core::view::CountPlaceCard;
    /// Saves a questionnaire, a refusal, or somebody only seen.
    "count.ask": count::ask, count::RecordQuestionnaire => count::CountRecorded;
    /// Saves what a place gave where nobody was asked.
    "count.mark": count::mark, count::MarkCountPlace => count::CountRecorded;

    /// Every facility, by name.
    "facility.list": facility::list, Nothing => Vec<facility::FacilityRow>;

    /// Takes a picture of a place into a form; drawn anew, nothing of the file but its pixels is kept.
    "photo.attach": attachment::attach_photo, attachment::AttachPhoto => latarnia_core::record::Photo;
    /// Takes a note by voice into a form, as it was recorded.
    "voice.attach": attachment::attach_voice, attachment::AttachVoice => latarnia_core::record::Sound;
    /// A form that is not saved does without a picture or note by voice.
    "attachment.discard": attachment::discard, attachment::WhichAttachment => Nothing;
    /// A picture or note by voice; fetched if it is not here, then the event `photos` tells when to ask again.
    "attachment.show": attachment::show, attachment::ShowAttachment => attachment::AttachmentView;
    /// Sends pictures and notes by voice now, whatever the connection costs.
    "attachment.send_now": attachment::send_now, Nothing => Nothing;
    /// What the connection costs, as the page knows it.
    "connection.tell": attachment::tell_connection, attachment::TellConnection => Nothing;

    /// People, sites and facilities that fit a text, misspelt or not.
    "search.find": search::find, search::FindText => Vec<search::Found>;

    /// Keeps a half-typed form.
    "draft.keep": draft::keep, draft::KeepDraft => Nothing;
    /// One half-typed form, if there is one.
    "draft.show": draft::show, draft::WhichDraft => Option<latarnia_core::store::draft::Draft>;
    /// Every half-typed form.
    "draft.list": draft::list, Nothing => Vec<latarnia_core::store::draft::Draft>;
    /// Throws a half-typed form away.
    "draft.discard": draft::discard, draft::WhichDraft => Nothing;

    /// What waits, what was refused, when the server last answered, what goes on now.
    "sync.show": sync::show, Nothing => sync::SyncState;
    /// Starts a sync now; progress comes by `sync.show` and the event `sync`.
    "sync.start": sync::start, Nothing => sync::SyncState;

    /// The basemap on this phone, and what the server offers.
    "basemap.show": basemap::show, Nothing => basemap::BasemapState;
    /// Starts or resumes fetching the basemap.
    "basemap.fetch": basemap::fetch, Nothing => basemap::BasemapState;
    /// Stops fetching; what is here stays for later.
    "basemap.stop": basemap::stop, Nothing => basemap::BasemapState;

    /// Language and theme of this phone; readable while locked.
    "settings.show": settings::show, Nothing => settings::Settings;
    /// Changes language or theme.
    "settings.change": settings::change, settings::Settings => settings::Settings;
}
