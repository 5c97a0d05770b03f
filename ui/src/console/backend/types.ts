import type { AreaName } from '$shared/api/console.gen';
import type { Role } from '$shared/api/types.gen';

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
  WorkerRow,
} from '$shared/api/console.gen';

/** Who is signed in, and what the role may see. */
export interface Me {
  id: string;
  name: string;
  role: Role;
  organisation: string;
  /** The areas worked in; none for those who see all. */
  areas: AreaName[];
  /** Positions are true places and not cells. */
  exact_places: boolean;
  sees_people: boolean;
}
