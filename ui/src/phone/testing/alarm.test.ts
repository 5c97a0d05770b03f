import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import type { Component } from 'svelte';
import { describe, expect, it, vi } from 'vitest';

import { problems } from '../../../tests/axe';
import type { AlarmState } from '../backend/types';
import Today from '../screens/Today.svelte';
import { FakeBackend } from './fake';
import { show, type Shown } from './show';

vi.setConfig({ testTimeout: 30_000 });
vi.mock('$shared/map/Map.svelte', async () => await import('./NoMap.svelte'));

async function today(state: AlarmState): Promise<Shown> {
  const shown = await show(
    Today as unknown as Component<never>,
    {},
    new FakeBackend({ 'alarm.show': () => ({ ...state }) }),
  );
  await shown.phone.today.reload();
  return shown;
}

describe('an alarm that cannot be heard', () => {
  it('is told on the card of the outing, with one way to the setting that mends it', async () => {
    const state: AlarmState = {
      hindered: [
        { by: 'not_shown', can_mend: true },
        { by: 'not_exact', can_mend: true },
      ],
    };
    const { backend, container } = await today(state);
    expect(await screen.findByText('Budzik powrotu nie zadzwoni')).toBeTruthy();
    expect(screen.getByText(/Powiadomienia Latarni są wyłączone/)).toBeTruthy();
    expect(screen.getByText('Budzik powrotu może zadzwonić za późno')).toBeTruthy();
    expect(await problems(container)).toEqual([]);
    await fireEvent.click(screen.getByRole('button', { name: 'Otwórz ustawienia telefonu' }));
    await waitFor(() => expect(backend.inputs('alarm.mend')).toEqual([{ by: 'not_shown' }]));

    // Back from the settings: the page asks again.
    state.hindered = [];
    await fireEvent.focus(window);
    await waitFor(() => expect(screen.queryByText('Budzik powrotu nie zadzwoni')).toBeNull());
  });

  it('has no button where there is nothing to open', async () => {
    await today({ hindered: [{ by: 'not_set', can_mend: false }] });
    expect(await screen.findByText('Budzik powrotu nie jest ustawiony')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Otwórz ustawienia telefonu' })).toBeNull();
  });

  it('is told calmly where there is no alarm clock at all, and not at all where all is well', async () => {
    const { unmount } = await today({ hindered: [{ by: 'no_clock', can_mend: false }] });
    expect(await screen.findByText(/To urządzenie nie zadzwoni o godzinie powrotu/)).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
    unmount();
    await today({ hindered: [] });
    await screen.findByRole('button', { name: 'Jesteśmy OK' });
    expect(screen.queryByText(/nie zadzwoni/)).toBeNull();
  });
});
