import type { RouteDefinition } from 'svelte-spa-router';
import { wrap } from 'svelte-spa-router/wrap';

import Nowhere from './screens/Nowhere.svelte';
import Today from './screens/Today.svelte';

/** Which address shows which screen; screens that are rarely opened are loaded when they are. */
export const routes: RouteDefinition = {
  '/': Today,
  '/map': wrap({ asyncComponent: () => import('./screens/MapScreen.svelte') }),
  '/people': wrap({ asyncComponent: () => import('./screens/People.svelte') }),
  '/person/:id': wrap({ asyncComponent: () => import('./screens/Person.svelte') }),
  '/person/:id/successes': wrap({ asyncComponent: () => import('./screens/Successes.svelte') }),
  '/person/:id/rights': wrap({ asyncComponent: () => import('./screens/Rights.svelte') }),
  '/tasks': wrap({ asyncComponent: () => import('./screens/Tasks.svelte') }),
  '/report/:id': wrap({ asyncComponent: () => import('./screens/Report.svelte') }),
  '/reports': wrap({ asyncComponent: () => import('./screens/Reports.svelte') }),
  '/count': wrap({ asyncComponent: () => import('./screens/Count.svelte') }),
  '/count/place/:id': wrap({ asyncComponent: () => import('./screens/CountPlace.svelte') }),
  '/week': wrap({ asyncComponent: () => import('./screens/Week.svelte') }),
  '/site/:id': wrap({ asyncComponent: () => import('./screens/Site.svelte') }),
  '/route': wrap({ asyncComponent: () => import('./screens/Route.svelte') }),
  '/sync': wrap({ asyncComponent: () => import('./screens/Sync.svelte') }),
  '/more': wrap({ asyncComponent: () => import('./screens/More.svelte') }),
  '/facilities': wrap({ asyncComponent: () => import('./screens/Facilities.svelte') }),
};

if (import.meta.env.DEV) {
  routes['/gallery'] = wrap({ asyncComponent: () => import('$shared/gallery/Gallery.svelte') });
}
routes['*'] = Nowhere;

/** All there is on a volunteer's phone. */
export const volunteerRoutes: RouteDefinition = {
  '/': wrap({ asyncComponent: () => import('./screens/Count.svelte') }),
  '/count/place/:id': wrap({ asyncComponent: () => import('./screens/CountPlace.svelte') }),
  '/sync': wrap({ asyncComponent: () => import('./screens/Sync.svelte') }),
  '/more': wrap({ asyncComponent: () => import('./screens/More.svelte') }),
  '*': Nowhere,
};
