import { m } from '$shared/i18n.svelte';

import { fieldName, isNamedField } from './fields';

const reasons: Record<string, () => string> = {
  role_may_not_write_kind: m.refused_role,
  outside_own_areas: m.refused_area,
  written_as_someone_else: m.refused_author,
  operation_too_large: m.refused_too_large,
  malformed: m.refused_malformed,
  invalid: m.refused_invalid,
  suppressed: m.refused_suppressed,
};

/**
 * Why the server refused something, in words. After a colon the server says what exactly it found; of that
 * only the field `invalid` names is for people. A reason from a newer server says at least that.
 */
export function refusalWords(reason: string): string {
  const [code = '', field = ''] = reason.split(':').map((part) => part.trim());
  if (code === 'invalid' && isNamedField(field)) return m.refused_invalid_field({ field: fieldName(field) });
  return ((Object.hasOwn(reasons, code) && reasons[code]) || m.refused_other)();
}
