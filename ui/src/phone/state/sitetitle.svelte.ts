import { m } from '$shared/i18n.svelte';
import { resource } from '$shared/resource.svelte';

import { siteName } from '../words/sites';
import type { Phone } from './phone.svelte';

/** What a site is called of which only the id is known; called once by a component. */
export function siteTitle(phone: Phone, id: () => string | undefined): { readonly words: string } {
  const title = resource(async () => {
    const site = id();
    return site === undefined ? m.where_none() : siteName((await phone.call('site.show', { id: site })).row);
  }, ['data']);
  return {
    get words() {
      return title.data ?? m.version_other();
    },
  };
}
