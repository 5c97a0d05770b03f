// Generated from core and field by `make types`. Do not edit.

/**
 * One person of a caseload.
 */
export type Accompanied = { 
/**
 * Who.
 */
row: PersonRow, 
/**
 * Meetings agreed for a week.
 */
planned: number | null, 
/**
 * Meetings with the assistant since Monday.
 */
met: number, };

/**
 * One thing given or done, within a contact or for a person.
 */
export type Action = { 
/**
 * What.
 */
kind?: Code, 
/**
 * When.
 */
at?: Moment, 
/**
 * Within which contact.
 */
contact?: ContactId, 
/**
 * For whom.
 */
person?: PersonId, 
/**
 * At which site.
 */
site?: SiteId, 
/**
 * On which outing.
 */
outing?: OutingId, 
/**
 * How many pieces or portions.
 */
quantity?: number, 
/**
 * Which thing exactly.
 */
item?: string, 
/**
 * Who gave it, if not the crew.
 */
provider?: string, 
/**
 * Which kind of consultation.
 */
consultation?: Code, 
/**
 * Alone, in a group, with the family.
 */
mode?: Code, 
/**
 * At which office, surgery or partner.
 */
institution?: string, 
/**
 * In which matter.
 */
matter?: string, 
/**
 * In which of the assistant's roles.
 */
role?: Code, 
/**
 * When it goes on.
 */
next_on?: Date, 
/**
 * What came of it.
 */
result?: string, };

/**
 * A new person.
 */
export type AddPerson = { 
/**
 * The area the person is met in; the worker's own caseload if absent.
 */
area?: AreaId, 
/**
 * The person.
 */
person: Person, 
/**
 * The half-typed form this was.
 */
draft?: string, };

/**
 * A new site.
 */
export type AddSite = { 
/**
 * The area it lies in.
 */
area: AreaId, 
/**
 * The site.
 */
site: Site, 
/**
 * The half-typed form this was.
 */
draft?: string, };

/**
 * A new task. Without a state it is open.
 */
export type AddTask = { 
/**
 * The task.
 */
task: Task, 
/**
 * Today.
 */
today: Date, 
/**
 * The half-typed form this was.
 */
draft?: string, };

/**
 * Why an alarm may not be heard in time.
 */
export type AlarmHindrance = "no_clock" | "not_set" | "not_shown" | "not_exact";

/**
 * What keeps the alarm of the open outing from being heard in time.
 */
export type AlarmState = { 
/**
 * The worst first; empty if it will ring, or if nothing is to ring.
 */
hindered: Array<Hindered>, };

/**
 * Somebody already written down who may be the same.
 */
export type Alike = { 
/**
 * Who.
 */
row: PersonRow, 
/**
 * Why, the strongest reason first.
 */
reasons: Array<Reason>, };

/**
 * Somebody being written down.
 */
export type AlikePerson = { 
/**
 * What is typed so far.
 */
person: Person, 
/**
 * Where the person stands.
 */
site?: SiteId, };

/**
 * A correction: only what is to be different.
 */
export type AmendEvent = { 
/**
 * Which event.
 */
id: RecordId, 
/**
 * Field → new value; null clears. Fields that are not named stay as they are.
 */
fields: Record<string, unknown>, 
/**
 * The half-typed form this was.
 */
draft?: string, };

/**
 * What a crew found.
 */
export type Answer = { 
/**
 * By which visit.
 */
visit: VisitId, 
/**
 * When.
 */
at: Millis, 
/**
 * By whom.
 */
author: string, 
/**
 * At which site.
 */
site: SiteId | null, 
/**
 * What was there: people, traces, nothing.
 */
result: Code | null, 
/**
 * The answer.
 */
answer: Code | null, };

/**
 * What was found. Without a site in the visit the report's own is meant, or a new one where it says.
 */
export type AnswerReport = { 
/**
 * Which report.
 */
id: ReportId, 
/**
 * The visit; its answer says what was found.
 */
visit: Visit, 
/**
 * What kind of place a new site is.
 */
category?: Code, 
/**
 * The half-typed form this was.
 */
draft?: string, };

/**
 * An area of the centre.
 */
export type Area = { 
/**
 * Its name.
 */
name?: string, };

/**
 * An area ("rejon") of the centre.
 */
export type AreaId = string;

/**
 * A picture as the camera or a folder gave it.
 */
export type AttachPhoto = { 
/**
 * The file's bytes in base64: JPEG, PNG or WebP.
 */
file: string, };

/**
 * A note by voice, as the webview recorded it.
 */
export type AttachVoice = { 
/**
 * The recording's bytes in base64: `WebM` or `Ogg` with Opus, or `MP4` with AAC.
 */
file: string, 
/**
 * How long it is, in milliseconds; two minutes at most.
 */
length_ms: number, };

/**
 * The BLAKE3 hash of all bytes of an attachment; 64 lower-case hex digits as text.
 */
export type AttachmentHash = string;

/**
 * An attachment, as far as it is here.
 */
export type AttachmentView = { 
/**
 * All its bytes in base64; absent while they are not here.
 */
file: string | null, 
/**
 * Their media type, such as `image/jpeg` or `audio/webm`; absent with them.
 */
media: string | null, 
/**
 * How many bytes are here.
 */
held: number, 
/**
 * Of so many.
 */
bytes: number, 
/**
 * It was made here and is not on the server.
 */
unsent: boolean, 
/**
 * Why it could not be fetched the last time.
 */
failed?: ErrorCode, };

/**
 * One PMTiles file.
 */
export type Basemap = { 
/**
 * BLAKE3 of its bytes, hexadecimal.
 */
hash: string, 
/**
 * Its size.
 */
bytes: number, 
/**
 * West, south, east, north in degrees.
 */
bounds: [number, number, number, number], 
/**
 * The deepest zoom it holds.
 */
max_zoom: number, };

/**
 * What map there is.
 */
export type BasemapState = { 
/**
 * The map on this phone; its bytes are at `basemap.pmtiles` of the app's own origin.
 */
here: Basemap | null, 
/**
 * What the server offers, when last asked.
 */
offered: Basemap | null, 
/**
 * Fetching: bytes here, of `offered.bytes`.
 */
fetched: number | null, 
/**
 * Why fetching stopped.
 */
failed?: ErrorCode, };

/**
 * A command failed; nothing was written.
 */
export type CallError = { 
/**
 * What happened; the text for people is `error_<code>` in `ui/messages`.
 */
code: ErrorCode, 
/**
 * For developers and support; never shown alone, never with personal data.
 */
detail: string, 
/**
 * The fields that are wrong, if the form was.
 */
fields: Array<FieldError>, 
/**
 * Seconds to wait before trying again, if that is the matter.
 */
retry_after_s?: number, };

/**
 * A key of a code list. A key this version does not know is kept as it is.
 */
export type Code = string;

/**
 * What a connection costs.
 */
export type Connection = "unmetered" | "metered" | "unknown";

/**
 * One consent, or its refusal.
 */
export type Consent = { 
/**
 * Whose.
 */
person?: PersonId, 
/**
 * For what.
 */
purpose?: Code, 
/**
 * Said before a witness, signed, refused.
 */
how?: Code, 
/**
 * The day.
 */
on?: Date, 
/**
 * Who heard it.
 */
witness?: string, 
/**
 * To whom or what it is limited.
 */
scope?: string, 
/**
 * Until when it holds.
 */
until?: Date, 
/**
 * The day it was taken back.
 */
withdrawn_on?: Date, 
/**
 * At which contact.
 */
contact?: ContactId, };

/**
 * A consent for one purpose.
 */
export type ConsentId = string;

/**
 * What was written down.
 */
export type ConsentRecorded = { 
/**
 * The consent or refusal.
 */
id: ConsentId, };

/**
 * One consent or refusal.
 */
export type ConsentRow = { 
/**
 * Which.
 */
id: ConsentId, 
/**
 * What was said.
 */
consent: Consent, };

/**
 * One contact, with a known person or with somebody seen.
 */
export type Contact = { 
/**
 * When.
 */
at?: Moment, 
/**
 * Met, only seen, traces, nobody, refused, by phone …
 */
kind?: Code, 
/**
 * With whom, if known.
 */
person?: PersonId, 
/**
 * At which site.
 */
site?: SiteId, 
/**
 * During which visit.
 */
visit?: VisitId, 
/**
 * On which outing.
 */
outing?: OutingId, 
/**
 * Where, when it was at no site.
 */
position?: Position, 
/**
 * People without a record of their own in this contact.
 */
heads?: number, 
/**
 * Sex guessed, of somebody without a record.
 */
seen_sex?: Code, 
/**
 * Age guessed, of somebody without a record.
 */
seen_age?: Code, 
/**
 * What made them recognisable.
 */
seen_as?: string, 
/**
 * Phase of streetworking.
 */
phase?: Code, 
/**
 * Who came to whom.
 */
initiated_by?: Code, 
/**
 * Engagement, 1 low to 5 high.
 */
engagement?: number, 
/**
 * What is needed.
 */
needs?: Array<Code>, 
/**
 * Prevention, intervention, integration.
 */
tag?: Code, 
/**
 * Which of the assistant's roles.
 */
role?: Code, 
/**
 * Agreed or refused.
 */
agreement?: Code, 
/**
 * Where the person lives now (ETHOS Light).
 */
living?: Code, 
/**
 * Where exactly in the Polish order of places.
 */
living_place?: Code, 
/**
 * The person was lying down to sleep.
 */
bedded_down?: boolean, 
/**
 * Seen by the crew or told.
 */
living_source?: Code, 
/**
 * What was refused; a refusal closes nothing.
 */
refused?: Array<Code>, 
/**
 * What was asked and got no answer, each with why: `field:missing_answer`. Blank is no answer.
 */
unanswered?: Array<string>, 
/**
 * What was said and seen.
 */
note?: string, 
/**
 * The same, said aloud.
 */
voice?: Sound, 
/**
 * What succeeded, in words that may be shown to the person.
 */
success?: string, 
/**
 * What comes next.
 */
next_step?: string, 
/**
 * And when.
 */
next_step_on?: Date, };

/**
 * A contact: one entry of the karta kontaktu.
 */
export type ContactId = string;

/**
 * What was saved.
 */
export type ContactRecorded = { 
/**
 * The contact.
 */
id: ContactId, 
/**
 * The person, known or new.
 */
person: PersonId | null, 
/**
 * The site.
 */
site: SiteId | null, };

/**
 * A count with its places.
 */
export type CountCard = { 
/**
 * The count.
 */
row: CountRow, 
/**
 * Its places: those without a result in this round first, then the nearest.
 */
places: Array<CountPlaceRow>, 
/**
 * What was met outside its places.
 */
elsewhere: Tally, 
/**
 * The volunteers on its list, by id alone.
 */
volunteers: Array<WorkerId>, };

/**
 * A count of homeless people.
 */
export type CountId = string;

/**
 * A place where a count looks: a copy of what the way there needs, without what a site knows of people.
 */
export type CountPlace = { 
/**
 * Of which count.
 */
count?: CountId, 
/**
 * What it is called; if nothing, its kind has to do.
 */
name?: string, 
/**
 * A sleeping site of that kind …
 */
site_type?: Code, 
/**
 * … or an institution of that kind.
 */
facility_type?: Code, 
/**
 * Where.
 */
position?: Position, 
/**
 * How to find it, in a few words.
 */
directions?: string, 
/**
 * The site or institution it was copied from.
 */
source?: SiteId, };

/**
 * A place with what was written down there.
 */
export type CountPlaceCard = { 
/**
 * Of which count.
 */
count: CountRow, 
/**
 * The place.
 */
row: CountPlaceRow, 
/**
 * The questionnaires, the last first.
 */
questionnaires: Array<QuestionnaireRow>, };

/**
 * A place where a count looks.
 */
export type CountPlaceId = string;

/**
 * A place of a count.
 */
export type CountPlaceRow = { 
/**
 * Which.
 */
id: CountPlaceId, 
/**
 * The place.
 */
place: CountPlace, 
/**
 * How far away, in metres.
 */
distance_m: number | null, 
/**
 * What came of each round, the night first.
 */
rounds: Array<RoundResult>, 
/**
 * What was met there, in both rounds.
 */
tally: Tally, 
/**
 * Something of it is not on the server.
 */
unsent: boolean, };

/**
 * What was saved.
 */
export type CountRecorded = { 
/**
 * The record.
 */
id: RecordId, };

/**
 * A count at a glance.
 */
export type CountRow = { 
/**
 * Which.
 */
id: CountId, 
/**
 * What it is called.
 */
name: string, 
/**
 * Its first day.
 */
from_day: Date | null, 
/**
 * Its last day.
 */
to_day: Date | null, 
/**
 * The questionnaire asked.
 */
form: string, 
/**
 * It has begun and nobody closed it.
 */
running: boolean, 
/**
 * When it was closed.
 */
closed: Millis | null, 
/**
 * The round it is in now.
 */
round: Code, 
/**
 * How far each round is, the night first.
 */
rounds: Array<RoundProgress>, 
/**
 * What was met, places and elsewhere together.
 */
tally: Tally, 
/**
 * Something of it is not on the server.
 */
unsent: boolean, };

/**
 * A day as `YYYY-MM-DD`.
 */
export type Date = string;

/**
 * A field of which two values are known.
 */
export type Disputed = { 
/**
 * The field's key.
 */
field: string, 
/**
 * Its values, the one that counts first, then the newest.
 */
values: Array<Version>, };

/**
 * A half-typed form.
 */
export type Draft = { 
/**
 * Which form, of which record: `contact`, `site:…`.
 */
form: string, 
/**
 * What was typed; its shape is the form's own business.
 */
body: unknown, 
/**
 * When it was last kept.
 */
written: Millis, };

/**
 * Changed fields of a person.
 */
export type EditPerson = { 
/**
 * Which.
 */
id: PersonId, 
/**
 * Field → new value; null clears; a list replaces the set.
 */
fields: Record<string, unknown>, 
/**
 * The half-typed form this was.
 */
draft?: string, };

/**
 * What came of it.
 */
export type EditReferral = { 
/**
 * Which.
 */
id: ReferralId, 
/**
 * Field → new value; null clears.
 */
fields: Record<string, unknown>, };

/**
 * Changed fields of a site.
 */
export type EditSite = { 
/**
 * Which.
 */
id: SiteId, 
/**
 * Field → new value; null clears; a list replaces the set.
 */
fields: Record<string, unknown>, 
/**
 * The half-typed form this was.
 */
draft?: string, };

/**
 * Changed fields of a task.
 */
export type EditTask = { 
/**
 * Which.
 */
id: TaskId, 
/**
 * Field → new value; null clears. A state other than open stamps the time it ended.
 */
fields: Record<string, unknown>, 
/**
 * Today.
 */
today: Date, };

/**
 * What enrolling needs.
 */
export type Enrol = { 
/**
 * `https://…` of the server, or the whole scanned text `latarnia://enrol?server=…&code=…`.
 */
address: string, 
/**
 * The one-time code; empty if the scanned text holds it.
 */
code: string, 
/**
 * The new PIN: at least six digits.
 */
pin: string, 
/**
 * What the console calls this phone.
 */
device_name: string, 
/**
 * Another worker on a phone that has one already; that one's vault stays.
 */
another?: boolean, };

/**
 * What enrolling again needs: the vault, its PIN and its notes stay.
 */
export type EnrolAgain = { 
/**
 * `https://…` of the server, or the whole scanned text `latarnia://enrol?server=…&code=…`.
 */
address: string, 
/**
 * The one-time code; empty if the scanned text holds it.
 */
code: string, 
/**
 * What the console calls this phone.
 */
device_name: string, };

/**
 * What a screen may branch on.
 */
export type ErrorCode = "unknown_command" | "bad_input" | "invalid" | "not_found" | "locked" | "not_enrolled" | "already_enrolled" | "in_use" | "wrong_pin" | "pin_throttled" | "pin_too_short" | "code_refused" | "bad_address" | "unreachable" | "revoked" | "forked" | "other_worker" | "refused" | "lease_over" | "disk_full" | "database_damaged" | "app_too_old" | "photo_too_large" | "photo_unreadable" | "voice_too_long" | "voice_unreadable" | "biometric_cancelled" | "biometric_closed" | "biometric_failed" | "no_outing" | "too_late" | "internal";

/**
 * The route of the outing this worker is on.
 */
export type EveningRoute = { 
/**
 * Which outing.
 */
outing: OutingId, 
/**
 * The planned sites in the order of walking.
 */
stops: Array<RouteStop>, 
/**
 * Where the way was reckoned from.
 */
from: RouteStart, 
/**
 * Metres from there to all that are not visited, as the crow flies.
 */
left_m: number, 
/**
 * Metres from the first stop to the last, as the crow flies.
 */
total_m: number, };

/**
 * One version of an event.
 */
export type EventVersion = { 
/**
 * When it was written, set right if the writer's clock was wrong.
 */
at: Millis, 
/**
 * Who wrote it.
 */
author: string, 
/**
 * The whole form, as far as the reader may see it.
 */
form: Record<string, unknown>, 
/**
 * The fields that differ from the version before.
 */
changed: Array<string>, 
/**
 * Why the event was withdrawn, if this is its withdrawal; the form is the last one then.
 */
withdrawn: string | null, };

/**
 * A later time to be back.
 */
export type ExtendOuting = { 
/**
 * Which outing.
 */
id: OutingId, 
/**
 * Back by.
 */
return_by: Moment, };

/**
 * A place that helps.
 */
export type Facility = { 
/**
 * Its name.
 */
name?: string, 
/**
 * What kind, and with it the rung of the ladder.
 */
category?: Code, 
/**
 * The address.
 */
address?: string, 
/**
 * Where it is.
 */
position?: Position, 
/**
 * The telephone number.
 */
phone?: string, 
/**
 * When it is open.
 */
hours?: string, 
/**
 * Beds in all.
 */
beds?: number, 
/**
 * Free places …
 */
free_places?: number, 
/**
 * … as of.
 */
free_as_of?: Moment, 
/**
 * Who is let in.
 */
admits?: string, 
/**
 * Care is given.
 */
care?: boolean, 
/**
 * It costs something.
 */
paid?: boolean, 
/**
 * Women.
 */
women?: boolean, 
/**
 * Men.
 */
men?: boolean, 
/**
 * Families.
 */
families?: boolean, 
/**
 * Animals.
 */
animals?: boolean, };

/**
 * A shelter, a kitchen, a service point.
 */
export type FacilityId = string;

/**
 * One facility.
 */
export type FacilityRow = { 
/**
 * Which.
 */
id: FacilityId, 
/**
 * All that is known.
 */
facility: Facility, };

/**
 * A field and what is wrong with it.
 */
export type FieldError = { 
/**
 * The field's name in its record.
 */
field: string, } & ({ "problem": "missing" } | { "problem": "missing_one_of", 
/**
 * The fields of which one suffices.
 */
fields: Array<string>, } | { "problem": "wrong_type" } | { "problem": "out_of_range" } | { "problem": "too_long", 
/**
 * Longest accepted text, in characters.
 */
max: number, } | { "problem": "too_many", 
/**
 * The most a form may hold.
 */
max: number, } | { "problem": "photo_gone" } | { "problem": "sound_gone" } | { "problem": "unknown_code" } | { "problem": "unbelievable_time" } | { "problem": "crew_too_small" });

/**
 * An area being read for the first time. What came of it can be worked with.
 */
export type Filling = { 
/**
 * Pieces that are here.
 */
taken: number, 
/**
 * All pieces.
 */
total: number, };

/**
 * What to look for.
 */
export type FindText = { 
/**
 * A name, a nickname, part of a place; misspelt or not.
 */
text: string, 
/**
 * Only these kinds; all if empty.
 */
kinds: Array<Kind>, };

/**
 * Whether the open vault may be opened by a finger or a face.
 */
export type FingerOffer = "absent" | "nobody_enrolled" | "shared" | "off" | "on";

/**
 * Whether a finger or a face opens a vault, and why not if it did before.
 */
export type FingerState = "off" | "ready" | "exhausted" | "changed" | "shared" | "pin_due";

/**
 * One find, best first.
 */
export type Found = { 
/**
 * Which record.
 */
id: RecordId, 
/**
 * Person, site or facility.
 */
kind: Kind, 
/**
 * Its label or name.
 */
title: string, 
/**
 * The kind of site or facility.
 */
category: Code | null, 
/**
 * A person's last contact.
 */
last_seen: number | null, 
/**
 * Where that was.
 */
last_site_name: string | null, 
/**
 * The crew must know something about this person for its own safety.
 */
hazard: boolean, };

/**
 * A night on which people may freeze.
 */
export type Frost = { 
/**
 * Air temperature in °C, as the outing has it.
 */
temperature: number, 
/**
 * Sites where somebody may freeze.
 */
at_risk: number, 
/**
 * Of these, not visited on this outing.
 */
unseen: number, };

/**
 * Something given or done within a contact.
 */
export type Given = { 
/**
 * What.
 */
kind: Code, 
/**
 * How many.
 */
quantity: number | null, 
/**
 * Which thing exactly.
 */
item: string | null, };

/**
 * One goal of a programme, or a detailed goal of a main one.
 */
export type Goal = { 
/**
 * Of which programme.
 */
programme?: ProgrammeId, 
/**
 * Whose.
 */
person?: PersonId, 
/**
 * What is to be reached.
 */
what?: string, 
/**
 * The main goal it details.
 */
within?: GoalId, 
/**
 * Social, psychological, vocational.
 */
sphere?: Code, 
/**
 * The causes it answers.
 */
causes?: Array<Code>, 
/**
 * The strengths it builds on.
 */
strengths?: Array<Code>, 
/**
 * The limits it removes.
 */
limits?: Array<Code>, 
/**
 * When it should be reached.
 */
due?: Date, 
/**
 * Open, reached, given up.
 */
state?: Code, 
/**
 * Its place among the others.
 */
place?: number, };

/**
 * A goal of a programme.
 */
export type GoalId = string;

/**
 * One goal with its tasks.
 */
export type GoalRow = { 
/**
 * Which.
 */
id: GoalId, 
/**
 * The goal.
 */
goal: Goal, 
/**
 * What leads to it, by the day it is due.
 */
tasks: Array<TaskRow>, };

/**
 * One hindrance.
 */
export type Hindered = { 
/**
 * Which.
 */
by: AlarmHindrance, 
/**
 * A setting of the system lifts it, and `alarm.mend` opens that.
 */
can_mend: boolean, };

/**
 * One thing that happened.
 */
export type HistoryEntry = { 
/**
 * Which record.
 */
id: RecordId, 
/**
 * Visit, contact, action or intervention.
 */
kind: Kind, 
/**
 * When, set right if the writer's clock was wrong.
 */
at: Millis, 
/**
 * Who wrote it.
 */
author: string, 
/**
 * The site it happened at.
 */
site: SiteId | null, 
/**
 * That site's name.
 */
site_name: string | null, 
/**
 * The person it is about.
 */
person: PersonId | null, 
/**
 * That person's label.
 */
person_label: string | null, 
/**
 * The outing it belongs to.
 */
outing: OutingId | null, 
/**
 * What was given within it.
 */
given: Array<Given>, 
/**
 * Where somebody was sent from it.
 */
referrals: Array<ReferralRow>, 
/**
 * The form, as far as the reader may see it.
 */
form: Record<string, unknown>, 
/**
 * How many versions there are; more than one if it was corrected.
 */
versions: number, 
/**
 * It was withdrawn.
 */
void: boolean, 
/**
 * It is not on the server yet.
 */
unsent: boolean, };

/**
 * One intervention.
 */
export type Intervention = { 
/**
 * When it began.
 */
at?: Moment, 
/**
 * The danger.
 */
reason?: Code, 
/**
 * What was done.
 */
done?: string, 
/**
 * The same, said aloud.
 */
voice?: Sound, 
/**
 * For whom, if known.
 */
person?: PersonId, 
/**
 * At which site.
 */
site?: SiteId, 
/**
 * Within which contact.
 */
contact?: ContactId, 
/**
 * On which outing.
 */
outing?: OutingId, 
/**
 * Where, taken once.
 */
position?: Position, 
/**
 * Which services were called.
 */
services?: Array<Code>, 
/**
 * When they were called.
 */
called_at?: Moment, 
/**
 * When they came.
 */
arrived_at?: Moment, 
/**
 * When the person was handed over.
 */
handed_over_at?: Moment, 
/**
 * To whom.
 */
handed_over_to?: string, 
/**
 * To which hospital.
 */
hospital?: string, 
/**
 * How long the crew stayed.
 */
waited_until?: Moment, 
/**
 * The person refused help.
 */
refused_help?: boolean, 
/**
 * Who saw the refusal.
 */
witness?: string, 
/**
 * When to look again.
 */
follow_up_on?: Date, };

/**
 * An intervention in danger.
 */
export type InterventionId = string;

/**
 * What was saved.
 */
export type InterventionRecorded = { 
/**
 * The intervention.
 */
id: InterventionId, };

/**
 * One thing given.
 */
export type Item = { 
/**
 * What, of the list `action_kind`.
 */
kind: Code, 
/**
 * How many.
 */
quantity: number, 
/**
 * Which thing exactly.
 */
item?: string, };

/**
 * A half-typed form to keep; screens send it at most two seconds after the last key.
 */
export type KeepDraft = { 
/**
 * Which form, of which record.
 */
form: string, 
/**
 * What was typed.
 */
body: unknown, };

/**
 * A record kind this version knows.
 */
export type Kind = "outing" | "site" | "visit" | "person" | "contact" | "action" | "intervention" | "facility" | "task" | "referral" | "report" | "programme" | "goal" | "consent" | "count" | "count_place" | "count_result" | "questionnaire" | "worker" | "area";

/**
 * The languages.
 */
export type Language = "pl" | "en" | "uk";

/**
 * How many people to list.
 */
export type ListPeople = { 
/**
 * No more than so many; everybody if it is not said.
 */
most?: number, 
/**
 * Only the living who have no place in a facility.
 */
outside?: boolean, };

/**
 * What logging out came to.
 */
export type LoggedOut = { 
/**
 * How this phone is now: locked, or without this worker's vault.
 */
session: Session, 
/**
 * Entries, pictures and half-typed forms that exist only here: then nothing was removed, only locked.
 */
kept: number, };

/**
 * A referral. `at` is now if absent.
 */
export type MakeReferral = { 
/**
 * The referral; without the person's consent it is refused.
 */
referral: Referral, 
/**
 * The half-typed form this was.
 */
draft?: string, };

/**
 * What a place gave where nobody was asked.
 */
export type MarkCountPlace = { 
/**
 * The place.
 */
place: CountPlaceId, 
/**
 * When.
 */
at: Moment, 
/**
 * Nobody, no access, gone.
 */
result: Code, };

/**
 * The worker whose vault is open.
 */
export type Me = { 
/**
 * Who.
 */
id: WorkerId, 
/**
 * First and last name.
 */
name: string, 
/**
 * In which role.
 */
role: Role, 
/**
 * The centre.
 */
organisation: string, };

/**
 * How cold it is.
 */
export type MeasureOuting = { 
/**
 * On which outing.
 */
id: OutingId, 
/**
 * Air temperature in °C; absent if nobody knows any more.
 */
temperature: number | null, };

/**
 * What an attachment is.
 */
export type Media = "picture" | "sound";

/**
 * Which hindrance.
 */
export type MendAlarm = { 
/**
 * As `alarm.show` named it.
 */
by: AlarmHindrance, };

/**
 * Milliseconds since 1970-01-01T00:00:00Z.
 */
export type Millis = number;

/**
 * A time as a worker says it: the instant, and the offset of the wall clock she read it from.
 *
 * It is data. It never decides a merge (that is the [`Hlc`]).
 */
export type Moment = { 
/**
 * Milliseconds since 1970, UTC.
 */
ms: Millis, 
/**
 * Minutes east of UTC, −840 to 840.
 */
offset: number, };

/**
 * Who somebody at a contact was of whom nothing was known then.
 */
export type NameContact = { 
/**
 * The contact with somebody unknown.
 */
id: ContactId, 
/**
 * Who it was.
 */
whom: Whom, 
/**
 * The half-typed form this was.
 */
draft?: string, };

/**
 * An id with its name.
 */
export type Named<T> = { 
/**
 * The id.
 */
id: T, 
/**
 * The name.
 */
name: string, };

/**
 * Around here.
 */
export type NearPlace = { 
/**
 * The middle.
 */
here: Position, 
/**
 * Metres around it.
 */
within_m: number, };

/**
 * Nothing to say, on the way in or out.
 */
export type Nothing = Record<symbol, never>;

/**
 * Of whom.
 */
export type OfPerson = { 
/**
 * Who.
 */
person: PersonId, };

/**
 * The phone's wall clock, by which a count tells night from day.
 */
export type OnClock = { 
/**
 * Minutes east of UTC.
 */
offset: number, };

/**
 * The day, as the wall clock of the phone's owner says it.
 */
export type OnDay = { 
/**
 * Today.
 */
today: Date, };

/**
 * A crew's outing.
 */
export type Outing = { 
/**
 * The evening it belongs to.
 */
on?: Date, 
/**
 * When the crew set out, or means to.
 */
started?: Moment, 
/**
 * Nobody has set out yet.
 */
meant?: boolean, 
/**
 * Who goes; two at least, or a reason.
 */
crew?: Array<WorkerId>, 
/**
 * Why someone goes alone.
 */
alone_reason?: string, 
/**
 * Where the crew works.
 */
area?: AreaId, 
/**
 * When they must be back; past it the console raises the alarm.
 */
return_by?: Moment, 
/**
 * The last time the crew said "we are all right".
 */
checked_in?: Moment, 
/**
 * When they came back.
 */
ended?: Moment, 
/**
 * Who goes with them.
 */
partners?: Array<Code>, 
/**
 * Air temperature in °C.
 */
temperature?: number, 
/**
 * Sites meant to be visited.
 */
planned?: Array<SiteId>, 
/**
 * Anything else.
 */
note?: string, };

/**
 * One outing at a glance.
 */
export type OutingCard = { 
/**
 * Which outing.
 */
id: OutingId, 
/**
 * Who is out.
 */
crew: Array<WorkerId>, 
/**
 * Their names.
 */
crew_names: Array<string>, 
/**
 * Where.
 */
area: AreaId | null, 
/**
 * When they set out, or mean to.
 */
started: Millis, 
/**
 * When they must be back.
 */
return_by: Millis | null, 
/**
 * The last "we are all right".
 */
checked_in: Millis | null, 
/**
 * When they came back.
 */
ended: Millis | null, 
/**
 * Past the return time and not back.
 */
late: boolean, 
/**
 * Who goes with them.
 */
partners: Array<Code>, 
/**
 * Air temperature in °C.
 */
temperature: number | null, 
/**
 * Visits made.
 */
visits: number, 
/**
 * Contacts made.
 */
contacts: number, 
/**
 * Interventions.
 */
interventions: number, 
/**
 * Something of it is not on the server.
 */
unsent: boolean, };

/**
 * Who can go out, where.
 */
export type OutingChoices = { 
/**
 * This worker.
 */
me: WorkerId, 
/**
 * Colleagues, by name; this worker too.
 */
workers: Array<Named<WorkerId>>, 
/**
 * This worker's areas.
 */
areas: Array<Named<AreaId>>, };

/**
 * An outing of a crew.
 */
export type OutingId = string;

/**
 * A person. The only thing that must be there is a label the worker chooses.
 */
export type Person = { 
/**
 * What the team calls this person: a nickname, or "red jacket, about 50".
 */
label?: string, 
/**
 * How far the person has let herself be known.
 */
level?: Code, 
/**
 * First and last name as told.
 */
name_told?: string, 
/**
 * What friends call this person.
 */
nickname?: string, 
/**
 * Sex, as told or guessed.
 */
sex?: Code, 
/**
 * Year of birth, as told or guessed.
 */
birth_year?: number, 
/**
 * Age guessed.
 */
age_band?: Code, 
/**
 * Languages spoken; tells of origin.
 */
languages?: Array<Code>, 
/**
 * What the person looks like.
 */
description?: string, 
/**
 * The telephone number.
 */
phone?: string, 
/**
 * Another way to find the person.
 */
contact_via?: string, 
/**
 * Where the person mostly sleeps.
 */
site?: SiteId, 
/**
 * What led here.
 */
causes?: Array<Code>, 
/**
 * What helps the person.
 */
strengths?: Array<Code>, 
/**
 * What stands in the person's way.
 */
limits?: Array<Code>, 
/**
 * People around, by what they are to the person and never by name: "a sister, calls on Sundays".
 */
circle?: Array<string>, 
/**
 * Papers the person has.
 */
documents_held?: Array<Code>, 
/**
 * Papers the person lacks.
 */
documents_missing?: Array<Code>, 
/**
 * Without a home since.
 */
homeless_since?: Date, 
/**
 * Comes with an animal.
 */
animals?: boolean, 
/**
 * What the crew must know for its own safety.
 */
hazard?: string, 
/**
 * Last registered for permanent stay in.
 */
registered_in?: string, 
/**
 * When the person was told what the centre does with the data.
 */
informed?: Moment, 
/**
 * How the person was told, or why it was not possible.
 */
informed_how?: Code, 
/**
 * Questions without an answer, each with why: `field:missing_answer`. Blank is no answer.
 */
unanswered?: Array<string>, 
/**
 * The assistant, who meets the person every week.
 */
assistant?: WorkerId, 
/**
 * Meetings with the assistant planned for a week.
 */
meetings_weekly?: number, 
/**
 * Who works with the person; while the data is restricted, only these know of her.
 */
team?: Array<WorkerId>, 
/**
 * Records a supervisor looked at beside this one: they are somebody else.
 */
not_same?: Array<RecordId>, 
/**
 * Died on.
 */
died?: Date, };

/**
 * Everything about one person.
 */
export type PersonCard = { 
/**
 * The row.
 */
row: PersonRow, 
/**
 * The fields, as far as the reader may see them.
 */
person: Person, 
/**
 * Only her team knows of her (GDPR art. 18).
 */
restricted: boolean, 
/**
 * Other records of the same person.
 */
same: Array<PersonRow>, 
/**
 * Records that somebody decided are other people.
 */
different: Array<PersonRow>, 
/**
 * Important fields of which two values are known.
 */
disputed: Array<Disputed>, 
/**
 * Contacts, actions and interventions, newest first.
 */
history: Array<HistoryEntry>, };

/**
 * A person. UUIDv4: the id must not tell when we first met someone.
 */
export type PersonId = string;

/**
 * One person, on a day.
 */
export type PersonOnDay = { 
/**
 * Who.
 */
person: PersonId, 
/**
 * Today.
 */
today: Date, };

/**
 * One person on a list.
 */
export type PersonRow = { 
/**
 * Which person.
 */
id: PersonId, 
/**
 * What the team calls this person.
 */
label: string, 
/**
 * What friends call this person.
 */
nickname: string | null, 
/**
 * How far the person has let herself be known.
 */
level: Code | null, 
/**
 * Sex, as told or guessed.
 */
sex: Code | null, 
/**
 * Year of birth, as told or guessed.
 */
birth_year: number | null, 
/**
 * Under 18 today, or maybe so.
 */
minor: boolean, 
/**
 * What the crew must know for its own safety.
 */
hazard: string | null, 
/**
 * The last contact.
 */
last_seen: Millis | null, 
/**
 * Where the last contact was.
 */
last_site: SiteId | null, 
/**
 * The name of that site.
 */
last_site_name: string | null, 
/**
 * Something of it is not on the server.
 */
unsent: boolean, };

/**
 * What goes on now.
 */
export type Phase = { "is": "done" } | { "is": "waiting" } | { "is": "sending", 
/**
 * Answered for.
 */
sent: number, 
/**
 * To send.
 */
total: number, } | { "is": "receiving", 
/**
 * Read so far.
 */
received: number, };

/**
 * A picture of a place.
 */
export type Photo = { 
/**
 * BLAKE3 of all its bytes, 64 hex digits; its name everywhere.
 */
hash: AttachmentHash, 
/**
 * How many bytes it has.
 */
bytes: number, 
/**
 * Pixels from left to right.
 */
width: number, 
/**
 * Pixels from top to bottom.
 */
height: number, 
/**
 * A small JPEG of it in base64, so that a list shows it at once.
 */
thumb: string, 
/**
 * When it was taken, or taken into the form.
 */
taken: Millis, };

/**
 * How pictures and notes by voice stand.
 */
export type PhotoQueue = { 
/**
 * Those of saved records that are not on the server, those first that it did not refuse.
 */
waiting: Array<WaitingPhoto>, 
/**
 * They wait for a connection that costs nothing.
 */
on_hold: boolean, 
/**
 * They are being sent.
 */
running: boolean, 
/**
 * Why the last attempt failed.
 */
failed?: ErrorCode, 
/**
 * When the next attempt is made by itself.
 */
next_attempt: Millis | null, 
/**
 * What the connection costs, as far as anybody told.
 */
connection: Connection, };

/**
 * Which sites to walk to.
 */
export type PlanRoute = { 
/**
 * These; if absent, the most urgent ones.
 */
sites?: Array<SiteId>, 
/**
 * Where the phone is, if it knows.
 */
here?: Position, };

/**
 * A place on Earth (WGS 84).
 */
export type Position = { 
/**
 * Degrees north, −90 to 90.
 */
lat: number, 
/**
 * Degrees east, −180 to 180.
 */
lon: number, 
/**
 * Radius of the fix in metres, if the phone knew it.
 */
accuracy_m?: number, 
/**
 * How the place was found.
 */
source: PositionSource, };

/**
 * How a position came to be known.
 */
export type PositionSource = "fix" | "pin" | "cell";

/**
 * One programme of one person.
 */
export type Programme = { 
/**
 * Whose.
 */
person?: PersonId, 
/**
 * Out of homelessness, or for somebody at risk.
 */
kind?: Code, 
/**
 * The day it was made.
 */
made_on?: Date, 
/**
 * Who runs it.
 */
worker?: WorkerId, 
/**
 * The day the person accepted it.
 */
accepted_on?: Date, 
/**
 * The day the head of the centre approved it.
 */
approved_on?: Date, 
/**
 * The centre or a facility.
 */
realised_by?: Code, 
/**
 * What led here.
 */
causes?: Array<Code>, 
/**
 * What helps.
 */
strengths?: Array<Code>, 
/**
 * What stands in the way.
 */
limits?: Array<Code>, 
/**
 * The diagnosis, in words.
 */
diagnosis?: string, 
/**
 * Days between two looks at it.
 */
review_days?: number, 
/**
 * The day it was last looked at together.
 */
reviewed_on?: Date, 
/**
 * The day it is to end.
 */
until?: Date, 
/**
 * Under way, done in whole or part, not done and why.
 */
result?: Code, 
/**
 * The day it ended.
 */
ended_on?: Date, 
/**
 * Why what was agreed was changed.
 */
reason?: string, };

/**
 * One programme with all that belongs to it.
 */
export type ProgrammeCard = { 
/**
 * Which.
 */
id: ProgrammeId, 
/**
 * The programme.
 */
programme: Programme, 
/**
 * Who runs it.
 */
worker_name: string | null, 
/**
 * It is under way.
 */
open: boolean, 
/**
 * The day by which it is to be looked at again; none if it is over.
 */
review_by: Date | null, 
/**
 * That day is past.
 */
review_overdue: boolean, 
/**
 * Its goals in the order agreed: a main goal, then what details it.
 */
goals: Array<GoalRow>, };

/**
 * A programme out of homelessness.
 */
export type ProgrammeId = string;

/**
 * A planned outing nobody set out on after all.
 */
export type PutOff = { 
/**
 * Which outing.
 */
id: OutingId, 
/**
 * When the crew means to set out.
 */
started: Moment, };

/**
 * What one person said at a count, or that she refused, or was only seen. Without a name.
 */
export type Questionnaire = { 
/**
 * Of which count.
 */
count?: CountId, 
/**
 * Where; absent outside the places of the count.
 */
place?: CountPlaceId, 
/**
 * When.
 */
at?: Moment, 
/**
 * By night or by day.
 */
round?: Code, 
/**
 * Answered, refused, only seen.
 */
outcome?: Code, 
/**
 * The questionnaire that was asked …
 */
form?: string, 
/**
 * … and its version.
 */
form_version?: number, 
/**
 * The answers; those to one question stand together.
 */
answers?: Array<string>, 
/**
 * Questions that were asked and got no answer, and why. What is in neither list was not asked.
 */
unanswered?: Array<string>, };

/**
 * One questionnaire.
 */
export type QuestionnaireRow = { 
/**
 * Which.
 */
id: RecordId, 
/**
 * When.
 */
at: Millis, 
/**
 * What it says.
 */
questionnaire: Questionnaire, 
/**
 * The reader wrote it.
 */
mine: boolean, 
/**
 * It is not on the server.
 */
unsent: boolean, };

/**
 * Why two records may be one.
 */
export type Reason = { "code": "same_phone" } | { "code": "same_name" } | { "code": "name_sounds_alike" } | { "code": "same_birth_year", 
/**
 * The year.
 */
year: number, } | { "code": "seen_near", 
/**
 * How near.
 */
metres: number, } | { "code": "near", 
/**
 * How near.
 */
metres: number, } | { "code": "same_category" };

/**
 * What somebody said.
 */
export type RecordConsent = { 
/**
 * The consent or refusal.
 */
consent: Consent, 
/**
 * The half-typed form this was.
 */
draft?: string, };

/**
 * A contact and all that was said and given in it; saved whole or not at all.
 */
export type RecordContact = { 
/**
 * The contact. `at` is now if absent; without person, site and heads, one head is counted.
 */
contact: Contact, 
/**
 * What was given.
 */
given: Array<Item>, 
/**
 * What was done: a consultation, an accompaniment, a training, each with its own answers.
 */
done: Array<Action>, 
/**
 * A person met for the first time; the contact is then with this person.
 */
new_person?: Person, 
/**
 * An intervention that was part of it.
 */
intervention?: Intervention, 
/**
 * The half-typed form this was, to be forgotten with the same stroke.
 */
draft?: string, };

/**
 * Any record, whatever its kind.
 */
export type RecordId = string;

/**
 * An intervention. `at` is now if absent.
 */
export type RecordIntervention = { 
/**
 * The intervention.
 */
intervention: Intervention, 
/**
 * The half-typed form this was.
 */
draft?: string, };

/**
 * What one person said, or that she refused, or was only seen.
 */
export type RecordQuestionnaire = { 
/**
 * Of which count.
 */
count: CountId, 
/**
 * Where; absent outside its places.
 */
place?: CountPlaceId, 
/**
 * When.
 */
at: Moment, 
/**
 * Answered, refused, only seen.
 */
outcome: Code, 
/**
 * The answers, `question:option`.
 */
answers?: Array<string>, 
/**
 * Questions that got no answer, and why, `question:why`.
 */
unanswered?: Array<string>, 
/**
 * The half-typed form this was.
 */
draft?: string, };

/**
 * A visit. `at` is now if absent.
 */
export type RecordVisit = { 
/**
 * The visit.
 */
visit: Visit, 
/**
 * The half-typed form this was.
 */
draft?: string, };

/**
 * One referral.
 */
export type Referral = { 
/**
 * When.
 */
at?: Moment, 
/**
 * Who is sent.
 */
person?: PersonId, 
/**
 * The contact at which it was agreed, for somebody without a record.
 */
contact?: ContactId, 
/**
 * The facility, if it is in the directory.
 */
facility?: FacilityId, 
/**
 * Where to, in words.
 */
partner?: string, 
/**
 * The person agreed to go there.
 */
consent?: boolean, 
/**
 * How the person agreed.
 */
consent_how?: Code, 
/**
 * On which outing.
 */
outing?: OutingId, 
/**
 * Where the person was.
 */
site?: SiteId, 
/**
 * The crew brought the person there.
 */
brought?: boolean, 
/**
 * Admitted, refused by whom, did not arrive.
 */
result?: Code, 
/**
 * Why the facility refused.
 */
refusal?: Code, 
/**
 * The day of the result.
 */
result_on?: Date, 
/**
 * The day the stay ended.
 */
left_on?: Date, 
/**
 * Anything else.
 */
note?: string, };

/**
 * A person sent to a facility or partner.
 */
export type ReferralId = string;

/**
 * What was saved.
 */
export type ReferralMade = { 
/**
 * The referral.
 */
id: ReferralId, };

/**
 * One referral with what is known of where to.
 */
export type ReferralRow = { 
/**
 * Which.
 */
id: ReferralId, 
/**
 * The referral.
 */
referral: Referral, 
/**
 * When.
 */
at: Millis, 
/**
 * The facility's name.
 */
facility_name: string | null, 
/**
 * What kind of facility, and with it the rung.
 */
category: Code | null, 
/**
 * Something of it is not on the server.
 */
unsent: boolean, };

/**
 * One report.
 */
export type Report = { 
/**
 * When it came.
 */
at?: Moment, 
/**
 * Where, in words.
 */
place?: string, 
/**
 * Where, on the map.
 */
position?: Position, 
/**
 * The site it turned out to be.
 */
site?: SiteId, 
/**
 * How many people were seen.
 */
heads?: number, 
/**
 * What was seen.
 */
seen?: string, 
/**
 * Somebody may be in danger.
 */
danger?: Code, 
/**
 * The outing it was given to.
 */
outing?: OutingId, 
/**
 * When it is to be answered.
 */
answer_by?: Moment, 
/**
 * It needs no more looking for.
 */
closed?: Moment, };

/**
 * What was saved.
 */
export type ReportAnswered = { 
/**
 * The visit.
 */
visit: VisitId, 
/**
 * The site it was at, known or new.
 */
site: SiteId, };

/**
 * A report from the public.
 */
export type ReportId = string;

/**
 * One report with its answers.
 */
export type ReportRow = { 
/**
 * Which.
 */
id: ReportId, 
/**
 * What came in.
 */
report: Report, 
/**
 * The site it turned out to be.
 */
site_name: string | null, 
/**
 * How far away, in metres.
 */
distance_m: number | null, 
/**
 * Nobody has found anybody yet, and nobody closed it.
 */
open: boolean, 
/**
 * It should have been answered by now.
 */
late: boolean, 
/**
 * The visits that answer it, the last first.
 */
answers: Array<Answer>, 
/**
 * Something of it is not on the server.
 */
unsent: boolean, };

/**
 * A programme that was not looked at for too long.
 */
export type ReviewDue = { 
/**
 * Which.
 */
programme: ProgrammeId, 
/**
 * Whose.
 */
person: PersonId, 
/**
 * That person's label.
 */
person_label: string, 
/**
 * The last look, or the day it was made.
 */
since: Date, 
/**
 * Days since then.
 */
days: number, };

/**
 * What someone is in the centre.
 */
export type Role = "streetworker" | "supervisor" | "administrator" | "volunteer";

/**
 * How far a round is.
 */
export type RoundProgress = { 
/**
 * Night or day.
 */
round: Code, 
/**
 * Places with a result.
 */
with_result: number, 
/**
 * All places.
 */
places: number, };

/**
 * What one round gave at a place.
 */
export type RoundResult = { 
/**
 * Night or day.
 */
round: Code, 
/**
 * `counted` if there are questionnaires, else what was said of the place last; none yet if absent.
 */
result: Code | null, 
/**
 * The questionnaires.
 */
tally: Tally, };

/**
 * Where a way is reckoned from.
 */
export type RouteStart = "here" | "last_place" | "area_middle" | "nowhere";

/**
 * One site on the way.
 */
export type RouteStop = { 
/**
 * The site.
 */
site: SiteRow, 
/**
 * Metres from the stop before that is not visited, or from the start; none for a visited one.
 */
leg_m: number | null, 
/**
 * When it was visited on this outing.
 */
visited: Millis | null, };

/**
 * What this phone is right now.
 */
export type Session = { 
/**
 * Not enrolled, locked or open.
 */
state: SessionState, 
/**
 * Who it belongs to, while open.
 */
worker?: Me, 
/**
 * The server it is enrolled with.
 */
server?: string, 
/**
 * Until when it opens without asking the server, while open.
 */
lease_until?: Millis, 
/**
 * The workers who share this phone, to choose from while locked.
 */
vaults: Array<VaultName>, };

/**
 * Not enrolled, locked or open.
 */
export type SessionState = "not_enrolled" | "locked" | "open";

/**
 * The crew of a planned outing sets out.
 */
export type SetOut = { 
/**
 * Which outing.
 */
id: OutingId, 
/**
 * As it is now: crew, area, when to be back.
 */
outing: Outing, };

/**
 * The stops as somebody ordered them by hand.
 */
export type SetRoute = { 
/**
 * All of them, in order; a site left out is planned no more.
 */
sites: Array<SiteId>, 
/**
 * Where the phone is, if it knows.
 */
here?: Position, };

/**
 * How this phone looks and speaks.
 */
export type Settings = { 
/**
 * Polish, English or Ukrainian.
 */
language: Language, 
/**
 * Dark, bright or high contrast.
 */
theme: Theme, 
/**
 * Pictures wait while sending costs money.
 */
photos_on_wifi_only: boolean, 
/**
 * From this air temperature in °C downwards it is frost.
 */
frost_at: number, 
/**
 * Minutes without a touch after which the phone locks itself.
 */
lock_after_min: number, 
/**
 * Seconds after which it locks itself when another app is in front; 0 locks at once.
 */
lock_hidden_after_s: number, 
/**
 * How large text is, in percent of what the phone's own setting makes it.
 */
text_percent: number, };

/**
 * An attachment, of a record or of a form that is not saved yet.
 */
export type ShowAttachment = { 
/**
 * The record that names it; absent for a form that is not saved yet.
 */
record?: RecordId, 
/**
 * Its hash.
 */
hash: AttachmentHash, 
/**
 * It could not be fetched before; try again.
 */
again?: boolean, };

/**
 * Which count, and where the phone is, if it knows.
 */
export type ShowCount = { 
/**
 * The count.
 */
id: CountId, 
/**
 * The last position, for distances.
 */
here?: Position, 
/**
 * Minutes east of UTC.
 */
offset: number, };

/**
 * Which place of a count.
 */
export type ShowCountPlace = { 
/**
 * The place.
 */
id: CountPlaceId, 
/**
 * The last position, for distances.
 */
here?: Position, 
/**
 * Minutes east of UTC.
 */
offset: number, };

/**
 * Which person.
 */
export type ShowPerson = { 
/**
 * The id.
 */
id: PersonId, };

/**
 * Which report.
 */
export type ShowReport = { 
/**
 * The id.
 */
id: ReportId, };

/**
 * Which site.
 */
export type ShowSite = { 
/**
 * Its id.
 */
id: SiteId, 
/**
 * The last position, for the distance.
 */
here?: Position, };

/**
 * Where the phone is, if it knows.
 */
export type ShowToday = { 
/**
 * The last position, for distances.
 */
here?: Position, };

/**
 * A place where people sleep that is no dwelling.
 */
export type Site = { 
/**
 * What kind of place.
 */
category?: Code, 
/**
 * The name the team uses.
 */
name?: string, 
/**
 * Exactly where.
 */
position?: Position, 
/**
 * Where, in words.
 */
description?: string, 
/**
 * How to get in.
 */
access?: string, 
/**
 * What can hurt the crew.
 */
hazards?: Array<Code>, 
/**
 * Who owns or manages it.
 */
owner?: string, 
/**
 * In use, empty, closed, unknown.
 */
state?: Code, 
/**
 * People thought to sleep there.
 */
people?: number, 
/**
 * Days between visits; 30 if absent.
 */
visit_interval?: number, 
/**
 * People here are at risk in frost.
 */
frost_risk?: boolean, 
/**
 * When the team first knew of it.
 */
first_seen?: Moment, 
/**
 * When it was closed.
 */
closed?: Moment, 
/**
 * The season it is used in.
 */
season?: Code, 
/**
 * Records a supervisor looked at beside this one: they are other sites.
 */
not_same?: Array<RecordId>, 
/**
 * Pictures of the way in and the place, never of people.
 */
photos?: Array<Photo>, };

/**
 * Everything about one site.
 */
export type SiteCard = { 
/**
 * The row.
 */
row: SiteRow, 
/**
 * The fields, as far as the reader may see them; its pictures stand beside.
 */
site: Site, 
/**
 * Pictures of the site itself, newest first; those of a visit stand in the history.
 */
photos: Array<SitePhoto>, 
/**
 * Other records of the same site.
 */
same: Array<SiteRow>, 
/**
 * Records that somebody decided are other sites.
 */
different: Array<SiteRow>, 
/**
 * Important fields of which two values are known.
 */
disputed: Array<Disputed>, 
/**
 * Who has been met here, newest first.
 */
people: Array<PersonRow>, 
/**
 * Visits, contacts, actions and interventions, newest first.
 */
history: Array<HistoryEntry>, };

/**
 * A sleeping site.
 */
export type SiteId = string;

/**
 * The state of a site at a glance; shown by shape, letter and colour together.
 */
export type SiteMark = "danger" | "overdue" | "active" | "empty" | "closed" | "unknown";

/**
 * A picture, and the record it is asked of.
 */
export type SitePhoto = { 
/**
 * The site's record that names it; linked sites have several.
 */
record: SiteId, 
/**
 * The picture.
 */
photo: Photo, };

/**
 * One site on a list or on the map.
 */
export type SiteRow = { 
/**
 * Which site.
 */
id: SiteId, 
/**
 * The team's name for it; empty if it has none.
 */
name: string, 
/**
 * What kind of place.
 */
category: Code | null, 
/**
 * In use, empty, closed, unknown.
 */
state: Code | null, 
/**
 * The area it lies in.
 */
area: AreaId | null, 
/**
 * Where; a cell for readers without exact places.
 */
position: Position | null, 
/**
 * The state at a glance.
 */
mark: SiteMark, 
/**
 * Someone may freeze here.
 */
frost_risk: boolean, 
/**
 * Not visited within its rhythm.
 */
overdue: boolean, 
/**
 * What can hurt the crew.
 */
hazards: Array<Code>, 
/**
 * When somebody of the crews was last there: at a visit, or meeting somebody.
 */
last_visit: Millis | null, 
/**
 * What was found then.
 */
last_result: Code | null, 
/**
 * Heads counted at the last visit, or thought to sleep there.
 */
people: number | null, 
/**
 * Days between visits.
 */
interval_days: number, 
/**
 * When the next visit is due: on the day promised at the last one, else by the rhythm.
 */
due: Millis | null, 
/**
 * The day on which the last visitor promised or meant to come again.
 */
promised: Date | null, 
/**
 * Metres from the reader.
 */
distance_m: number | null, 
/**
 * Something of it is not on the server.
 */
unsent: boolean, };

/**
 * A note by voice.
 */
export type Sound = { 
/**
 * BLAKE3 of all its bytes, 64 hex digits; its name everywhere.
 */
hash: AttachmentHash, 
/**
 * How many bytes it has.
 */
bytes: number, 
/**
 * How long it is, in milliseconds.
 */
length_ms: number, 
/**
 * When it was recorded.
 */
taken: Millis, };

/**
 * A new outing, or one that is meant. Its time of start and this worker in the crew are added if absent.
 */
export type StartOuting = { 
/**
 * The outing.
 */
outing: Outing, };

/**
 * The PIN, before anything else opens the vault.
 */
export type SwitchOnFinger = { 
/**
 * The digits.
 */
pin: string, };

/**
 * One record that waits or was refused.
 */
export type SyncItem = { 
/**
 * Which record.
 */
record: RecordId, 
/**
 * Of which kind; absent if this version does not know it.
 */
kind: Kind | null, 
/**
 * What it is called, or whom it is about.
 */
title: string, 
/**
 * When it was written.
 */
at: Millis, 
/**
 * Absent while it waits; else the code of the reason it was refused for.
 */
refused: string | null, };

/**
 * What waits, what was refused, what goes on.
 */
export type SyncState = { 
/**
 * What goes on now.
 */
phase: Phase, 
/**
 * Operations not yet on the server.
 */
waiting: number, 
/**
 * When the server last answered, by its clock.
 */
last_sync: Millis | null, 
/**
 * Until when this phone opens without asking the server; absent before the first answer.
 */
lease_until?: Millis, 
/**
 * Why the last attempt failed; gone after one that did not.
 */
failed?: ErrorCode, 
/**
 * When the next attempt is made by itself.
 */
next_attempt: Millis | null, 
/**
 * How far the first reading of an area has come; absent when everything has been read once.
 */
filling?: Filling, 
/**
 * How wrong this phone's clock is, in milliseconds; shown above five minutes.
 */
clock_error_ms: number, 
/**
 * Records that wait or were refused.
 */
records: number, 
/**
 * Of these, refused.
 */
refused: number, 
/**
 * The first of them: those refused, then those that wait, oldest first.
 */
items: Array<SyncItem>, 
/**
 * How pictures stand; they never hold up the rest.
 */
photos: PhotoQueue, };

/**
 * What was saved a moment ago.
 */
export type TakeBack = { 
/**
 * The records; what was given within a contact goes with it.
 */
ids: Array<RecordId>, 
/**
 * Why, as it is kept.
 */
reason: string, };

/**
 * Questionnaires by how they came out.
 */
export type Tally = { 
/**
 * Answered.
 */
answered: number, 
/**
 * Refused.
 */
refused: number, 
/**
 * Only seen.
 */
only_seen: number, };

/**
 * One task.
 */
export type Task = { 
/**
 * What is to be done, if the kind does not say it.
 */
what?: string, 
/**
 * The day it is due.
 */
due?: Date, 
/**
 * The minute of that day by the clock on the wall, if it has an hour; counted from midnight.
 */
due_minute?: number, 
/**
 * Look again, go along, see to a paper, meet to evaluate …
 */
kind?: Code, 
/**
 * Open, done, given up.
 */
state?: Code, 
/**
 * When it was ended.
 */
ended?: Moment, 
/**
 * What came of it.
 */
result?: string, 
/**
 * Who does it: the person, the worker, another body.
 */
doer?: Code, 
/**
 * Which worker sees to it; without one it is the crew's of that area.
 */
worker?: WorkerId, 
/**
 * For whom.
 */
person?: PersonId, 
/**
 * At which site.
 */
site?: SiteId, 
/**
 * The contact it comes from.
 */
contact?: ContactId, 
/**
 * The intervention it comes from.
 */
intervention?: InterventionId, 
/**
 * The goal it leads to.
 */
goal?: GoalId, };

/**
 * Something somebody is to do until a day.
 */
export type TaskId = string;

/**
 * One task, with the names a list needs.
 */
export type TaskRow = { 
/**
 * Which task.
 */
id: TaskId, 
/**
 * The task, as far as the reader may see it.
 */
task: Task, 
/**
 * For whom.
 */
person_label: string | null, 
/**
 * Where.
 */
site_name: string | null, 
/**
 * Who sees to it; none if it is the crew's.
 */
worker_name: string | null, 
/**
 * What the danger was, if an intervention left it behind.
 */
danger: Code | null, 
/**
 * The reader sees to it.
 */
mine: boolean, 
/**
 * Its day is over and it is not done.
 */
overdue: boolean, 
/**
 * Something of it is not on the server.
 */
unsent: boolean, };

/**
 * What the page knows of the connection.
 */
export type TellConnection = { 
/**
 * What it costs.
 */
connection: Connection, };

/**
 * The themes.
 */
export type Theme = "dark" | "bright" | "contrast";

/**
 * What a streetworker needs at a glance.
 */
export type Today = { 
/**
 * The outing this worker is on.
 */
outing: OutingCard | null, 
/**
 * Those this worker means to go on, the next first.
 */
planned: Array<OutingCard>, 
/**
 * It freezes tonight.
 */
frost: Frost | null, 
/**
 * Sites that need a visit, most urgent first.
 */
due: Array<SiteRow>, 
/**
 * How many more are due than are listed.
 */
more_due: number, };

/**
 * A check-in nobody meant.
 */
export type UncheckOuting = { 
/**
 * On which outing.
 */
id: OutingId, 
/**
 * The check-in before it; absent if there was none.
 */
before: Moment | null, };

/**
 * The PIN.
 */
export type Unlock = { 
/**
 * The digits.
 */
pin: string, 
/**
 * Whose vault; the only one if absent.
 */
slot?: number, };

/**
 * Whose vault.
 */
export type UnlockByFinger = { 
/**
 * Its number; the only one if absent.
 */
slot?: number, };

/**
 * One worker's vault, closed.
 */
export type VaultName = { 
/**
 * Which.
 */
slot: number, 
/**
 * First and last name; empty if it was never opened since names are kept.
 */
name: string, 
/**
 * Whether a finger or a face opens it, and if not any more, why.
 */
finger: FingerState, };

/**
 * One value somebody gave a field.
 */
export type Version = { 
/**
 * The value.
 */
value: unknown, 
/**
 * When it was written.
 */
at: Millis, 
/**
 * Who wrote it.
 */
author: string, 
/**
 * In which record; another one than that of the card if both are linked.
 */
record: RecordId, };

/**
 * One visit to one site.
 */
export type Visit = { 
/**
 * The site.
 */
site?: SiteId, 
/**
 * When.
 */
at?: Moment, 
/**
 * People met, traces only, empty, no access, gone.
 */
result?: Code, 
/**
 * On which outing.
 */
outing?: OutingId, 
/**
 * The report from the public it answers …
 */
report?: ReportId, 
/**
 * … and the answer: found, not found, already known.
 */
answer?: Code, 
/**
 * Heads counted.
 */
heads?: number, 
/**
 * Heads guessed.
 */
band?: Code, 
/**
 * How the place is set up.
 */
setup?: string, 
/**
 * What is needed there.
 */
needs?: Array<Code>, 
/**
 * When to come again.
 */
next_visit?: Date, 
/**
 * Pictures of the place, never of people.
 */
photos?: Array<Photo>, 
/**
 * Anything else.
 */
note?: string, };

/**
 * One visit to a site.
 */
export type VisitId = string;

/**
 * What was saved.
 */
export type VisitRecorded = { 
/**
 * The visit.
 */
id: VisitId, };

/**
 * An event that never was, or not as it stands.
 */
export type VoidEvent = { 
/**
 * Which.
 */
id: RecordId, 
/**
 * Why, as it is kept.
 */
reason: string, 
/**
 * The half-typed form this was.
 */
draft?: string, };

/**
 * A picture or note by voice that is not on the server.
 */
export type WaitingPhoto = { 
/**
 * The record that names it.
 */
record: RecordId, 
/**
 * Its hash.
 */
hash: AttachmentHash, 
/**
 * What it is.
 */
media: Media, 
/**
 * How many bytes it has.
 */
bytes: number, 
/**
 * The code of the reason the server did not take it for the last time.
 */
refused: string | null, };

/**
 * The week of the worker who looks.
 */
export type Week = { 
/**
 * Its Monday.
 */
monday: Date, 
/**
 * The people she accompanies, by name.
 */
caseload: Array<Accompanied>, 
/**
 * Open tasks due today or before: her own, and any for one of these people that nobody else took.
 */
due: Array<TaskRow>, 
/**
 * Programmes not looked at for too long.
 */
reviews: Array<ReviewDue>, };

/**
 * An attachment of a form that is not saved yet.
 */
export type WhichAttachment = { 
/**
 * Its hash.
 */
hash: AttachmentHash, };

/**
 * Which form.
 */
export type WhichDraft = { 
/**
 * Its name, as kept.
 */
form: string, };

/**
 * Which event.
 */
export type WhichEvent = { 
/**
 * Its id.
 */
id: RecordId, };

/**
 * Which outing.
 */
export type WhichOuting = { 
/**
 * Its id.
 */
id: OutingId, };

/**
 * Who somebody was.
 */
export type Whom = { "new": Person } | { "known": PersonId } | "nobody";

/**
 * A consent somebody takes back.
 */
export type WithdrawConsent = { 
/**
 * Which.
 */
id: ConsentId, 
/**
 * The day; absent if it is not taken back after all.
 */
on: Date | null, };

/**
 * A member of the centre's staff.
 */
export type Worker = { 
/**
 * First and last name.
 */
name?: string, 
/**
 * Areas they work in.
 */
areas?: Array<AreaId>, 
/**
 * Goes on no outings: takes part in counts alone, or looks after accounts.
 */
no_outings?: boolean, 
/**
 * No longer with the centre.
 */
left?: boolean, };

/**
 * A member of the centre's staff.
 */
export type WorkerId = string;
