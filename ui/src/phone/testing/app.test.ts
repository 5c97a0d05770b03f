import { render, screen, waitFor } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';

import App from '../App.svelte';
import { FakeBackend, fakeDevice } from './fake';

vi.setConfig({ testTimeout: 30_000 });
// jsdom scrolls nothing.
Element.prototype.scrollTo = () => undefined;
vi.mock('$shared/map/Map.svelte', async () => await import('./NoMap.svelte'));

it('the app asks once who the phone belongs to, and hears of changes from then on', async () => {
  const backend = new FakeBackend();
  render(App, { backend, device: fakeDevice() });
  await waitFor(() => expect(screen.getByRole('heading', { name: 'Dziś' })).toBeTruthy());
  await waitFor(() => expect(backend.inputs('sync.start').length).toBeGreaterThan(0));
  expect(backend.inputs('settings.show')).toHaveLength(1);
  backend.tell('sync');
  await waitFor(() => expect(backend.inputs('sync.show').length).toBeGreaterThan(1));
});
