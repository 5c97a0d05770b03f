import type { RouteDefinition } from 'svelte-spa-router';
import { wrap } from 'svelte-spa-router/wrap';

import Audit from './screens/Audit.svelte';
import Devices from './screens/Devices.svelte';
import MapScreen from './screens/MapScreen.svelte';
import Missing from './screens/Missing.svelte';
import OutingPage from './screens/OutingPage.svelte';
import Outings from './screens/Outings.svelte';
import People from './screens/People.svelte';

/** Which address shows which screen. What is chosen on a screen stands in the address's query. */
export const routes: RouteDefinition = {
  '/map': MapScreen,
  '/outings': Outings,
  '/outings/:id': OutingPage,
  '/people': People,
  '/devices': Devices,
  '/audit': Audit,
};

if (import.meta.env.DEV) {
  routes['/gallery'] = wrap({ asyncComponent: () => import('$shared/gallery/Gallery.svelte') });
}

routes['*'] = Missing;
