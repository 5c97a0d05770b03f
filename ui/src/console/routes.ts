import type { RouteDefinition } from 'svelte-spa-router';
import { wrap } from 'svelte-spa-router/wrap';

import Start from './screens/Start.svelte';

/** Which address shows which screen; screens that are rarely opened are loaded when they are. */
export const routes: RouteDefinition = {
  '/': Start,
};

if (import.meta.env.DEV) {
  routes['/gallery'] = wrap({ asyncComponent: () => import('$shared/gallery/Gallery.svelte') });
}
