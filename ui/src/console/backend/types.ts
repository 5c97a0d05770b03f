/** What the server answers; written out of its own types. Times are milliseconds since 1970. */
export type {
  FieldError,
  Given,
  HistoryEntry,
  Kind,
  OutingCard,
  Person,
  PersonCard,
  PersonRow,
  Position,
  Role,
  Site,
  SiteCard,
  SiteMark,
  SiteRow,
} from '$shared/api/types.gen';
export type { Basemap } from '$shared/api/types.gen';
export type {
  AreaName,
  AuditEntry,
  DeviceRow,
  Enrolment,
  OutingDetail,
  SignedIn as Me,
  WorkerRow,
} from '$shared/api/console.gen';
