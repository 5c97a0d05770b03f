import type { RouteDefinition } from 'svelte-spa-router';
import { wrap } from 'svelte-spa-router/wrap';

import Audit from './screens/Audit.svelte';
import Devices from './screens/Devices.svelte';
import Erasures from './screens/Erasures.svelte';
import MapScreen from './screens/MapScreen.svelte';
import Missing from './screens/Missing.svelte';
import OutingPage from './screens/OutingPage.svelte';
import Outings from './screens/Outings.svelte';
import People from './screens/People.svelte';
import Review from './screens/Review.svelte';

/** Which address shows which screen. What is chosen on a screen stands in the address's query. */
export const routes: RouteDefinition = {
  '/map': MapScreen,
  '/outings': Outings,
  '/outings/:id': OutingPage,
  '/people': People,
  '/review': Review,
  '/review/erasures': Erasures,
  '/devices': Devices,
  '/audit': Audit,
};

if (import.meta.env.DEV) {
  routes['/gallery'] = wrap({ asyncComponent: () => import('$shared/gallery/Gallery.svelte') });
}

routes['*'] = Missing;
