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
};

/** Whether a field has a name of its own for people. */
export function isNamedField(field: string): boolean {
  return Object.hasOwn(names, field);
}

/** What a field of a record is called. */
export function fieldName(field: string): string {
  return (names[field] ?? m.field_other)();
}
