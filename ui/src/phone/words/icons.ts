/** The signs beside the words of code lists. */
import Accessibility from '@lucide/svelte/icons/accessibility';
import Baby from '@lucide/svelte/icons/baby';
import Ban from '@lucide/svelte/icons/ban';
import Bed from '@lucide/svelte/icons/bed';
import BriefcaseBusiness from '@lucide/svelte/icons/briefcase-business';
import Bus from '@lucide/svelte/icons/bus';
import CircleHelp from '@lucide/svelte/icons/circle-question-mark';
import Cross from '@lucide/svelte/icons/cross';
import CupSoda from '@lucide/svelte/icons/cup-soda';
import DoorClosed from '@lucide/svelte/icons/door-closed';
import DoorOpen from '@lucide/svelte/icons/door-open';
import Droplets from '@lucide/svelte/icons/droplets';
import Ellipsis from '@lucide/svelte/icons/ellipsis';
import Eye from '@lucide/svelte/icons/eye';
import FileText from '@lucide/svelte/icons/file-text';
import Flame from '@lucide/svelte/icons/flame';
import Footprints from '@lucide/svelte/icons/footprints';
import HandHeart from '@lucide/svelte/icons/hand-heart';
import Handshake from '@lucide/svelte/icons/handshake';
import HeartCrack from '@lucide/svelte/icons/heart-crack';
import HousePlus from '@lucide/svelte/icons/house-plus';
import IdCard from '@lucide/svelte/icons/id-card';
import Info from '@lucide/svelte/icons/info';
import MapPinOff from '@lucide/svelte/icons/map-pin-off';
import Phone from '@lucide/svelte/icons/phone';
import PhoneCall from '@lucide/svelte/icons/phone-call';
import PillBottle from '@lucide/svelte/icons/pill-bottle';
import Shirt from '@lucide/svelte/icons/shirt';
import Siren from '@lucide/svelte/icons/siren';
import Soup from '@lucide/svelte/icons/soup';
import Stethoscope from '@lucide/svelte/icons/stethoscope';
import Swords from '@lucide/svelte/icons/swords';
import Thermometer from '@lucide/svelte/icons/thermometer-snowflake';
import UserRoundX from '@lucide/svelte/icons/user-round-x';
import Users from '@lucide/svelte/icons/users';
import Wallet from '@lucide/svelte/icons/wallet';
import Wine from '@lucide/svelte/icons/wine';

import type { Icon } from '$shared/ui/icon';

type Signs = Partial<Record<string, Icon>>;

export const contactIcons: Signs = {
  met: Handshake,
  seen_only: Eye,
  traces: Footprints,
  no_one: UserRoundX,
  refused: Ban,
  phone: Phone,
};

export const visitIcons: Signs = {
  people_met: Users,
  traces_only: Footprints,
  empty: UserRoundX,
  no_access: DoorClosed,
  site_gone: MapPinOff,
};

export const actionIcons: Signs = {
  information_leaflet: Info,
  meal: Soup,
  water: CupSoda,
  clothing: Shirt,
  sleeping_bag: Bed,
  hygiene: Droplets,
  first_aid: Cross,
  medicine: PillBottle,
  transport: Bus,
  official_letter: FileText,
  identity_document: IdCard,
  accompany_office: DoorOpen,
  accompany_doctor: Stethoscope,
  phone_family: PhoneCall,
  brought_to_facility: HousePlus,
  called_services: Siren,
  therapist_contact: Accessibility,
  budget_training: Wallet,
  job_offer: BriefcaseBusiness,
  rental_offer: HousePlus,
};

export const answerIcons: Signs = {
  found: Users,
  not_found: UserRoundX,
  already_known: Handshake,
  contact_made: HandHeart,
  accommodated: HousePlus,
  not_homeless: Info,
  no_response: Ban,
};

export const dangerIcons: Signs = {
  unconscious: CircleHelp,
  hypothermia: Thermometer,
  injury: Cross,
  illness: Stethoscope,
  violence: Swords,
  self_harm: HeartCrack,
  fire: Flame,
  minor_alone: Baby,
  intoxication: Wine,
  other: Ellipsis,
};
