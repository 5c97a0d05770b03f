import { m } from '$shared/i18n.svelte';

const names: Record<string, () => string> = {
  label: m.field_label,
  name_told: m.field_name_told,
  birth_year: m.field_birth_year,
  phone: m.field_phone,
  hazard: m.field_hazard,
  died: m.field_died,
  position: m.field_position,
  state: m.field_state,
  return_by: m.outing_back,
  documents_held: m.section_papers,
  registered_in: m.field_registered_in,
  strengths: m.section_strengths,
  causes: m.field_causes,
  homeless_since: m.field_homeless_since,
  languages: m.field_languages,
  living: m.living_where,
  bedded_down: m.living_bedded,
  needs: m.section_needs,
  agreement: m.section_agreement,
};

/** Whether a field has a name of its own for people. */
export function isNamedField(field: string): boolean {
  return Object.hasOwn(names, field);
}

/** What a field of a record is called. */
export function fieldName(field: string): string {
  return (names[field] ?? m.field_other)();
}
