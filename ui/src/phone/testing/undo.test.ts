import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import type { Phone } from '../state/phone.svelte';
import Consents from '../screens/person/Consents.svelte';
import Informed from '../screens/person/Informed.svelte';
import Today from '../screens/Today.svelte';
import ConsentSheet from '../sheets/ConsentSheet.svelte';
import LevelSheet from '../sheets/LevelSheet.svelte';
import PersonSheet from '../sheets/PersonSheet.svelte';
import TaskSheet from '../sheets/TaskSheet.svelte';
import { outing, personCard } from './fake';
import { show } from './show';

vi.mock('$shared/map/Map.svelte', async () => await import('./NoMap.svelte'));
vi.setConfig({ testTimeout: 30_000 });

const press = async (name: string | RegExp) =>
  fireEvent.click((await screen.findAllByRole('button', { name }))[0] as HTMLElement);

/** Takes back what was just saved, as the bar at the bottom does. */
async function undo(phone: Phone): Promise<void> {
  await waitFor(() => expect(phone.saved?.undo).toBeTruthy());
  await phone.saved?.undo?.();
}

describe('for a minute can be taken back', () => {
  it('a level: what the rung before said is there again', async () => {
    const { backend, phone } = await show(LevelSheet as never, {
      sheet: { is: 'level', draft: 'l', id: 'person-1' },
    });
    await fireEvent.input(await screen.findByLabelText(/^Telefon/), { target: { value: '600 300 400' } });
    await press('Zapisz');
    await undo(phone);
    expect(backend.inputs('person.edit')).toMatchObject([
      { fields: { level: 'level_3', phone: '600 300 400' } },
      { fields: { level: personCard.person.level ?? null, phone: personCard.person.phone } },
    ]);
  });

  it('who somebody was, new or known: the contact is nobody’s again', async () => {
    const { backend, phone } = await show(PersonSheet as never, {
      sheet: { is: 'person', draft: 'p', from: 'contact-1', site: 'site-1' },
    });
    await fireEvent.input(screen.getByLabelText(/^Jak /), { target: { value: 'Misiek' } });
    await press(/^Ela od kotów/);
    await undo(phone);
    expect(backend.inputs('person.alike')[0]).toMatchObject({ site: 'site-1' });
    expect(backend.inputs('contact.name')).toMatchObject([
      { id: 'contact-1', whom: { known: 'person-1' } },
      { id: 'contact-1', whom: 'nobody' },
    ]);
    expect(backend.inputs('event.take_back'), 'somebody known stays').toEqual([]);
  });

  it('the withdrawal of a consent', async () => {
    const { backend, phone } = await show(Consents as never, { person: 'person-1' });
    await press('Cofnij zgodę');
    await undo(phone);
    const withdrawn = backend.inputs('consent.withdraw') as { id: string; on: string | null }[];
    expect(withdrawn.map(({ id, on }) => [id, on === null])).toEqual([
      ['consent-1', false],
      ['consent-1', true],
    ]);
  });

  it('a consent, with who heard it, what it is limited to and until when', async () => {
    const { backend, phone } = await show(ConsentSheet as never, {
      sheet: { is: 'consent', draft: 'c', person: 'person-1', purpose: 'photo' },
    });
    expect(screen.queryByLabelText(/^Do kiedy/)).toBeNull();
    await fireEvent.click(screen.getByLabelText(/^Ustnie, przy świadku$/));
    await fireEvent.input(screen.getByLabelText(/^Kto słyszał/), { target: { value: 'Bartek' } });
    await fireEvent.input(screen.getByLabelText(/^Czego lub kogo/), { target: { value: 'tylko karta' } });
    await fireEvent.click(screen.getByLabelText(/^za miesiąc$/i));
    await press('Zapisz');
    await undo(phone);
    const [{ consent } = { consent: {} }] = backend.inputs('consent.record') as { consent: object }[];
    expect(consent).toMatchObject({ how: 'oral_witness', witness: 'Bartek', scope: 'tylko karta' });
    expect(Object.keys(consent)).toContain('until');
    expect(backend.inputs('event.take_back')).toMatchObject([{ ids: ['consent-9'] }]);
  });

  it('a refusal holds for no time and needs no witness', async () => {
    const { backend } = await show(ConsentSheet as never, {
      sheet: { is: 'consent', draft: 'c', person: 'person-1', purpose: 'photo' },
    });
    await fireEvent.click(screen.getByLabelText(/^Odmowa$/));
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('consent.record')).toHaveLength(1));
    const [{ consent } = { consent: {} }] = backend.inputs('consent.record') as { consent: object }[];
    expect(Object.keys(consent).sort()).toEqual(['how', 'on', 'person', 'purpose']);
  });

  it('that somebody was told about the data', async () => {
    const { backend, phone } = await show(Informed as never, {
      id: 'person-1',
      person: { ...personCard.person, informed: undefined, informed_how: undefined },
    });
    await fireEvent.click(screen.getByLabelText(/^powiedziano$/i));
    await undo(phone);
    expect(backend.inputs('person.edit')[1]).toMatchObject({
      fields: { informed: null, informed_how: null },
    });
  });

  it('a new task', async () => {
    const { backend, phone } = await show(TaskSheet as never, { sheet: { is: 'task', draft: 't' } });
    await fireEvent.input(screen.getByLabelText(/^Co /), { target: { value: 'Buty' } });
    await press('Zapisz');
    await undo(phone);
    expect(backend.inputs('event.take_back')).toMatchObject([{ ids: ['task-1'] }]);
  });

  it('a check-in nobody meant: the one before counts', async () => {
    const { backend, phone } = await show(Today as never);
    await press('Jesteśmy OK');
    await undo(phone);
    expect(backend.inputs('outing.uncheck')).toMatchObject([
      { id: outing.id, before: outing.checked_in === null ? null : { ms: outing.checked_in } },
    ]);
  });
});
