// Generated from core and field by `make types`. Do not edit.

import type { AddPerson, AddSite, AddTask, AlarmState, Alike, AlikePerson, AmendEvent, AnswerReport, AttachPhoto, AttachVoice, AttachmentView, BasemapState, ConsentRecorded, ConsentRow, ContactRecorded, CountCard, CountPlaceCard, CountRecorded, CountRow, Draft, EditPerson, EditReferral, EditSite, EditTask, Enrol, EnrolAgain, EveningRoute, EventVersion, ExtendOuting, FacilityRow, FindText, FingerOffer, Found, InterventionRecorded, KeepDraft, ListPeople, LoggedOut, MakeReferral, MarkCountPlace, MeasureOuting, MendAlarm, NameContact, NearPlace, Nothing, OfPerson, OnClock, OnDay, OutingCard, OutingChoices, PersonCard, PersonOnDay, PersonRow, Photo, PlanRoute, ProgrammeCard, PutOff, RecordConsent, RecordContact, RecordIntervention, RecordQuestionnaire, RecordVisit, ReferralMade, ReferralRow, ReportAnswered, ReportRow, Session, SetOut, SetRoute, Settings, ShowAttachment, ShowCount, ShowCountPlace, ShowPerson, ShowReport, ShowSite, ShowToday, SiteCard, SiteRow, Sound, StartOuting, SwitchOnFinger, SyncState, TakeBack, TaskRow, TellConnection, Today, UncheckOuting, Unlock, UnlockByFinger, VisitRecorded, VoidEvent, Week, WhichAttachment, WhichDraft, WhichEvent, WhichOuting, WithdrawConsent } from './types.gen';

export interface Commands {
  /** What this phone is: enrolled or not, locked or open, whose. */
  "session.show": [Nothing, Session];
  /** Enrols this phone with a one-time code and opens a vault behind a new PIN. */
  "session.enrol": [Enrol, Session];
  /** Gives a phone that was restored or copied a new identity; nothing unsent is lost. */
  "session.enrol_again": [EnrolAgain, Session];
  /** Opens the vault. */
  "session.unlock": [Unlock, Session];
  /** Opens the vault by a finger or a face, where its worker switched that on. */
  "session.unlock_by_finger": [UnlockByFinger, Session];
  /** Locks the vault; nothing is lost, nothing stays readable. */
  "session.lock": [Nothing, Session];
  /** Leaves this phone; with anything unsent it only locks. */
  "session.log_out": [Nothing, LoggedOut];
  /** Whether a finger or a face may open this vault, and whether it does. */
  "finger.show": [Nothing, FingerOffer];
  /** Switches that on, after the PIN; asks for a finger. */
  "finger.switch_on": [SwitchOnFinger, FingerOffer];
  /** Switches that off; the PIN stays. */
  "finger.switch_off": [Nothing, FingerOffer];
  /** The first screen: outing, sites due. */
  "today.show": [ShowToday, Today];
  /** Who can go out, where. */
  "outing.choices": [Nothing, OutingChoices];
  /** Starts an outing, or plans one that is only meant. */
  "outing.start": [StartOuting, OutingCard];
  /** Sets out on a planned outing. */
  "outing.set_out": [SetOut, OutingCard];
  /** Makes it a planned one again. */
  "outing.put_off": [PutOff, OutingCard];
  /** Gives a planned outing up. */
  "outing.call_off": [WhichOuting, Nothing];
  /** "We are all right." */
  "outing.check_in": [WhichOuting, OutingCard];
  /** Takes a check-in back that nobody meant. */
  "outing.uncheck": [UncheckOuting, OutingCard];
  /** Moves the time to be back. */
  "outing.extend": [ExtendOuting, OutingCard];
  /** Ends an outing. */
  "outing.end": [WhichOuting, OutingCard];
  /** Goes on with an outing ended a moment ago. */
  "outing.reopen": [WhichOuting, OutingCard];
  /** Says how cold it is. */
  "outing.measure": [MeasureOuting, OutingCard];
  /** What keeps the alarm of the open outing from being heard in time; empty if nothing does. */
  "alarm.show": [Nothing, AlarmState];
  /** Opens the setting of the system that lifts a hindrance. */
  "alarm.mend": [MendAlarm, Nothing];
  /** The route of the evening. */
  "route.show": [ShowToday, EveningRoute | null];
  /** Chooses sites, unless they are named, and orders them for walking. */
  "route.plan": [PlanRoute, EveningRoute];
  /** Keeps the stops as somebody ordered them by hand. */
  "route.set": [SetRoute, EveningRoute];
  /** Saves a contact, with what was given and, if wanted, a new person. */
  "contact.record": [RecordContact, ContactRecorded];
  /** Says who somebody seen at a contact was, new or known; the contact stays. */
  "contact.name": [NameContact, ContactRecorded];
  /** Saves a visit to a site. */
  "visit.record": [RecordVisit, VisitRecorded];
  /** Saves an intervention. */
  "intervention.record": [RecordIntervention, InterventionRecorded];
  /** Corrects an event; the old version stays readable. */
  "event.amend": [AmendEvent, Nothing];
  /** What an event said before it was corrected. */
  "event.versions": [WhichEvent, Array<EventVersion>];
  /** Withdraws an event made by mistake, with all that was written within it. */
  "event.void": [VoidEvent, Nothing];
  /** Takes back what was saved within the last minute. */
  "event.take_back": [TakeBack, Nothing];
  /** All sites this phone holds. */
  "site.list": [ShowToday, Array<SiteRow>];
  /** One site with people and history. */
  "site.show": [ShowSite, SiteCard];
  /** A new site. */
  "site.add": [AddSite, SiteCard];
  /** Changes fields of a site; only those named. */
  "site.edit": [EditSite, SiteCard];
  /** The sites within reach of a place, nearest first. */
  "site.near": [NearPlace, Array<SiteRow>];
  /** All people this phone holds, seen last first. */
  "person.list": [ListPeople, Array<PersonRow>];
  /** One person with history. */
  "person.show": [ShowPerson, PersonCard];
  /** A new person. */
  "person.add": [AddPerson, PersonCard];
  /** Changes fields of a person; only those named. */
  "person.edit": [EditPerson, PersonCard];
  /** Who may be meant already, while somebody is written down; never blocks. */
  "person.alike": [AlikePerson, Array<Alike>];
  /** Open tasks: the worker's own and the crew's, the longest overdue first. */
  "task.list": [OnDay, Array<TaskRow>];
  /** Every task for one person, done or not. */
  "task.of_person": [PersonOnDay, Array<TaskRow>];
  /** A new task. */
  "task.add": [AddTask, TaskRow];
  /** Ticks a task off, opens it again, or gives it another day. */
  "task.edit": [EditTask, TaskRow];
  /** The assistant's week: who was not met, what is due, which programmes wait for a look. */
  "week.show": [OnDay, Week];
  /** One person's programmes with goals and tasks. */
  "programme.list": [PersonOnDay, Array<ProgrammeCard>];
  /** One person's referrals, the last first. */
  "referral.list": [OfPerson, Array<ReferralRow>];
  /** Sends somebody somewhere, with consent. */
  "referral.make": [MakeReferral, ReferralMade];
  /** Says what came of a referral. */
  "referral.edit": [EditReferral, Nothing];
  /** What one person agreed to, purpose by purpose. */
  "consent.list": [OfPerson, Array<ConsentRow>];
  /** Writes down a consent or a refusal. */
  "consent.record": [RecordConsent, ConsentRecorded];
  /** Somebody takes a consent back. */
  "consent.withdraw": [WithdrawConsent, Nothing];
  /** Reports from the public to look after, then those answered lately. */
  "report.list": [ShowToday, Array<ReportRow>];
  /** One report. */
  "report.show": [ShowReport, ReportRow];
  /** Answers a report by a visit, at a known site or a new one. */
  "report.answer": [AnswerReport, ReportAnswered];
  /** The counts this phone takes part in. */
  "count.list": [OnClock, Array<CountRow>];
  /** One count with its places. */
  "count.show": [ShowCount, CountCard];
  /** One place of a count with its questionnaires. */
  "count.place": [ShowCountPlace, CountPlaceCard];
  /** Saves a questionnaire, a refusal, or somebody only seen. */
  "count.ask": [RecordQuestionnaire, CountRecorded];
  /** Saves what a place gave where nobody was asked. */
  "count.mark": [MarkCountPlace, CountRecorded];
  /** Every facility, by name. */
  "facility.list": [Nothing, Array<FacilityRow>];
  /** Takes a picture of a place into a form; drawn anew, nothing of the file but its pixels is kept. */
  "photo.attach": [AttachPhoto, Photo];
  /** Takes a note by voice into a form, as it was recorded. */
  "voice.attach": [AttachVoice, Sound];
  /** A form that is not saved does without a picture or note by voice. */
  "attachment.discard": [WhichAttachment, Nothing];
  /** A picture or note by voice; fetched if it is not here, then the event `photos` tells when to ask again. */
  "attachment.show": [ShowAttachment, AttachmentView];
  /** Sends pictures and notes by voice now, whatever the connection costs. */
  "attachment.send_now": [Nothing, Nothing];
  /** What the connection costs, as the page knows it. */
  "connection.tell": [TellConnection, Nothing];
  /** People, sites and facilities that fit a text, misspelt or not. */
  "search.find": [FindText, Array<Found>];
  /** Keeps a half-typed form. */
  "draft.keep": [KeepDraft, Nothing];
  /** One half-typed form, if there is one. */
  "draft.show": [WhichDraft, Draft | null];
  /** Every half-typed form. */
  "draft.list": [Nothing, Array<Draft>];
  /** Throws a half-typed form away. */
  "draft.discard": [WhichDraft, Nothing];
  /** What waits, what was refused, when the server last answered, what goes on now. */
  "sync.show": [Nothing, SyncState];
  /** Starts a sync now; progress comes by `sync.show` and the event `sync`. */
  "sync.start": [Nothing, SyncState];
  /** The basemap on this phone, and what the server offers. */
  "basemap.show": [Nothing, BasemapState];
  /** Starts or resumes fetching the basemap. */
  "basemap.fetch": [Nothing, BasemapState];
  /** Stops fetching; what is here stays for later. */
  "basemap.stop": [Nothing, BasemapState];
  /** Language and theme of this phone; readable while locked. */
  "settings.show": [Nothing, Settings];
  /** Changes language or theme. */
  "settings.change": [Settings, Settings];
}
