import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import { problems } from '../../../tests/axe';
import ContactSheet from '../sheets/ContactSheet.svelte';
import InterventionSheet from '../sheets/InterventionSheet.svelte';
import { FakeBackend, fakeDevice, site } from './fake';
import { show } from './show';

vi.mock('$shared/map/Map.svelte', async () => await import('./NoMap.svelte'));
vi.setConfig({ testTimeout: 30_000 });

const press = async (name: string | RegExp) =>
  fireEvent.click(await screen.findByRole('button', { name }, { timeout: 5_000 }));

describe('the place of a contact', () => {
  it('is set by hand where the phone found nothing, beginning at the sites', async () => {
    const { backend, container } = await show(ContactSheet as never, {
      sheet: { is: 'contact', draft: 'c' },
    });
    await press('Spotkanie');
    await press(/^Miejsce: .*Zmień/);
    await press('Na mapie');
    expect(await screen.findByText(/^Przeciągnij pinezkę/)).toBeTruthy();
    await press(`Pin ${site.position?.lat ?? ''}`);
    expect(await screen.findByText(/^Pinezka ustawiona ręcznie/)).toBeTruthy();
    expect(await problems(container)).toEqual([]);
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('contact.record')).toHaveLength(1));
    expect(backend.inputs('contact.record')).toMatchObject([
      { contact: { position: { lat: 51.951, lon: 19.42, source: 'pin' } } },
    ]);
  });

  it('says how near a found one is, and is moved from there', async () => {
    const here = { lat: 52.1, lon: 19.5, source: 'fix', accuracy_m: 35 } as const;
    const backend = new FakeBackend({ 'site.near': () => [] });
    await show(ContactSheet as never, { sheet: { is: 'contact', draft: 'c' } }, backend, fakeDevice(here));
    await press('Spotkanie');
    await press(/^Miejsce: Pozycja z dokładnością 40 m/);
    await press('Na mapie');
    await press('Pin 52.1');
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('contact.record')).toHaveLength(1));
    const [saved] = backend.inputs('contact.record') as { contact: { position: object } }[];
    expect(saved?.contact.position).toEqual({ lat: 52.101, lon: 19.5, source: 'pin' });
  });

  it('of an intervention, too', async () => {
    const { backend } = await show(InterventionSheet as never, { sheet: { is: 'intervention', draft: 'i' } });
    await fireEvent.click(screen.getByText('Wychłodzenie', { exact: false }));
    await press(/^Miejsce: .*Zmień/);
    await press('Na mapie');
    await press(/^Pin /);
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('intervention.record')).toHaveLength(1));
    expect(backend.inputs('intervention.record')).toMatchObject([
      { intervention: { position: { source: 'pin' } } },
    ]);
  });
});
