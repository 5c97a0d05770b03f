import Search from '@lucide/svelte/icons/search';
import { fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { describe, expect, it, vi } from 'vitest';

import { problems } from '../../../tests/axe';
import Banner from './Banner.svelte';
import Busy from './Busy.svelte';
import Button from './Button.svelte';
import Card from './Card.svelte';
import Chip from './Chip.svelte';
import Choice from './Choice.svelte';
import Dialog from './Dialog.svelte';
import Empty from './Empty.svelte';
import Field from './Field.svelte';
import IconButton from './IconButton.svelte';
import List from './List.svelte';
import ListRow from './ListRow.svelte';
import Ring from './Ring.svelte';
import Sheet from './Sheet.svelte';
import SiteMark from './SiteMark.svelte';
import { markShapes, siteLooks } from './siteMark';
import StatusPill from './StatusPill.svelte';
import Stepper from './Stepper.svelte';
import Tabs from './Tabs.svelte';
import Tile from './Tile.svelte';
import Timeline from './Timeline.svelte';
import Toast from './Toast.svelte';
import { Toasts } from './toasts.svelte';

const words = (text: string) => createRawSnippet(() => ({ render: () => `<span>${text}</span>` }));
const now = Date.parse('2026-11-21T22:40:00Z');
const options = [
  { value: 'a', label: 'Jeden' },
  { value: 'b', label: 'Dwa' },
];

describe('pressing', () => {
  it('a busy button keeps its words, says so, and takes no second press', async () => {
    const onclick = vi.fn();
    const { container } = render(Button, { busy: true, onclick, children: words('Zapisz') });
    const button = screen.getByRole('button', { name: /Zapisz/ });
    await fireEvent.click(button);
    expect(onclick).not.toHaveBeenCalled();
    expect(button.getAttribute('aria-busy')).toBe('true');
    expect(await problems(container)).toEqual([]);
  });

  it('an icon button is named in words', async () => {
    const { container } = render(IconButton, { icon: Search, label: 'Szukaj' });
    expect(screen.getByRole('button', { name: 'Szukaj' })).toBeTruthy();
    expect(await problems(container)).toEqual([]);
  });

  it('a tile counts up by touch and down by its minus', async () => {
    const oncount = vi.fn();
    const { container } = render(Tile, { icon: Search, label: 'Zupa', count: 0, oncount });
    await fireEvent.click(screen.getByRole('button', { name: 'Zupa' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Zupa, 1' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Mniej: Zupa' }));
    expect(oncount.mock.calls).toEqual([[1], [2], [1]]);
    expect(await problems(container)).toEqual([]);
  });
});

describe('filling in', () => {
  it('a field ties its label, hint, error and remaining characters together', async () => {
    const oninput = vi.fn();
    const { container } = render(Field, {
      label: 'Kod',
      hint: '8 znaków',
      error: 'Za krótki',
      max: 8,
      oninput,
    });
    const input = screen.getByLabelText('Kod');
    await fireEvent.input(input, { target: { value: 'LAT-12' } });
    expect(oninput).toHaveBeenLastCalledWith('LAT-12');
    const described = input.getAttribute('aria-describedby')?.split(' ') ?? [];
    const said = described.map((id) => document.getElementById(id)?.textContent?.trim());
    expect(said).toEqual(['8 znaków', '▲ Za krótki', 'Zostały 2 znaki']);
    expect(await problems(container)).toEqual([]);
  });

  it('an empty short field does not count its characters', async () => {
    const { container } = render(Field, { label: 'Rok', max: 4 });
    expect(container.textContent).not.toContain('znaki');
    await fireEvent.input(screen.getByLabelText('Rok'), { target: { value: '196' } });
    expect(container.textContent).toContain('Został 1 znak');
  });

  it('one answer replaces the other, and touched again is taken back', async () => {
    const onchange = vi.fn();
    const { container } = render(Choice, { label: 'Pytanie', options, onchange });
    await fireEvent.click(screen.getByLabelText('Jeden'));
    await fireEvent.click(screen.getByLabelText('Dwa'));
    await fireEvent.click(screen.getByLabelText('Dwa'));
    expect(onchange.mock.calls.map(([chosen]) => chosen)).toEqual([['a'], ['b'], []]);
    expect(await problems(container)).toEqual([]);
  });

  it('many answers add up', async () => {
    const onchange = vi.fn();
    render(Choice, { label: 'Pytanie', options, many: true, look: 'tiles', chosen: ['b'], onchange });
    await fireEvent.click(screen.getByLabelText('Jeden'));
    expect(onchange).toHaveBeenLastCalledWith(['b', 'a']);
  });

  it('a stepper stays within its bounds, by touch and by keys', async () => {
    const onchange = vi.fn();
    const { container } = render(Stepper, { label: 'Ile osób', value: 1, max: 2, onchange });
    await fireEvent.click(screen.getByRole('button', { name: 'Więcej: Ile osób' }));
    await fireEvent.keyDown(screen.getByRole('spinbutton'), { key: 'ArrowUp' });
    await fireEvent.keyDown(screen.getByRole('spinbutton'), { key: 'ArrowDown' });
    expect(onchange.mock.calls).toEqual([[2], [1]]);
    expect(await problems(container)).toEqual([]);
  });
});

describe('opening', () => {
  it('a sheet is a named dialog; ESC and the cross only ask to close', async () => {
    const onclose = vi.fn();
    const { container } = render(Sheet, { open: true, title: 'Nowy kontakt', onclose, children: words('x') });
    const sheet = screen.getByRole('dialog', { name: 'Nowy kontakt' });
    expect(document.activeElement?.textContent).toBe('Nowy kontakt');
    await fireEvent(sheet, new Event('cancel', { cancelable: true }));
    await fireEvent.click(screen.getByRole('button', { name: 'Zamknij' }));
    expect(onclose).toHaveBeenCalledTimes(2);
    expect(sheet.hasAttribute('open')).toBe(true);
    expect(await problems(container)).toEqual([]);
  });

  it('a dialog that is not open is not there', async () => {
    const asked = { title: 'Zakończyć?', onclose: () => undefined, actions: words('Nie') };
    const { container, rerender } = render(Dialog, { open: false, ...asked });
    expect(screen.queryByRole('dialog')).toBeNull();
    await rerender({ open: true, ...asked });
    expect(screen.getByRole('dialog', { name: 'Zakończyć?' })).toBeTruthy();
    expect(await problems(container)).toEqual([]);
  });

  it('tabs follow the arrow keys around', async () => {
    const { container } = render(Tabs, { label: 'Miejsce', tabs: options, panel: (() => words('x'))() });
    await fireEvent.keyDown(screen.getByRole('tab', { name: 'Jeden' }), { key: 'ArrowLeft' });
    expect(screen.getByRole('tab', { name: 'Dwa' }).getAttribute('aria-selected')).toBe('true');
    expect(document.activeElement?.textContent?.trim()).toBe('Dwa');
    expect(await problems(container)).toEqual([]);
  });
});

describe('telling', () => {
  it.each(siteLooks)('the mark of a %s site has words, a letter and a shape', async (look) => {
    const { container } = render(SiteMark, { look });
    expect(screen.getByRole('img').getAttribute('aria-label')).not.toBe('');
    expect(container.querySelector('text')?.textContent).toHaveLength(1);
    expect(await problems(container)).toEqual([]);
  });

  it('no two marks look alike without their colour', () => {
    const drawn = siteLooks
      .filter((look) => look !== 'frost')
      .map((look) => JSON.stringify(markShapes[look]));
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it.each([
    [{ kind: 'saved', waiting: 4 } as const, 'Zapisane · 4 czekają'],
    [{ kind: 'saved', waiting: 0 } as const, 'Zapisane'],
    [{ kind: 'sending', done: 2, total: 4 } as const, 'Wysyłam 2 z 4'],
    [{ kind: 'on_server', at: now } as const, 'Na serwerze, 23:40'],
    [{ kind: 'receiving', count: 340 } as const, 'Odbieram · 340'],
    [{ kind: 'filling', done: 3, total: 12 } as const, 'Pierwsze pobieranie: 3 z 12'],
    [{ kind: 'refused', count: 5 } as const, '5 wpisów odrzuconych'],
    [{ kind: 'refused', count: 1, waiting: 2 } as const, '1 wpis odrzucony · 2 czekają'],
  ])('the sync state %j reads %s', (sync, said) => {
    const { container } = render(StatusPill, { sync });
    expect(container.textContent?.trim()).toBe(said);
  });

  it('the ring says in words how long is left, and by how much it is late', async () => {
    const hour = 3_600_000;
    const { container, rerender } = render(Ring, { from: now - hour, until: now + hour, now });
    expect(screen.getByRole('img').getAttribute('aria-label')).toBe('Powrót do 00:40, zostało 1:00');
    await rerender({ from: now - hour, until: now + hour, now: now + 2 * hour });
    expect(screen.getByRole('img').getAttribute('aria-label')).toBe('Po czasie powrotu o 1:00');
    expect(await problems(container)).toEqual([]);
  });

  it('a timeline is newest first under its months', async () => {
    const entry = (id: string, at: string) => ({ id, at: Date.parse(at), title: id });
    const entries = [entry('old', '2026-10-31T22:00:00Z'), entry('new', '2026-11-02T10:00:00Z')];
    const { container } = render(Timeline, { entries: [...entries, entry('mid', '2026-10-31T23:30:00Z')] });
    const read = [...container.querySelectorAll('h4, .title')].map((node) => node.textContent);
    expect(read).toEqual(['listopad 2026', 'new', 'mid', 'październik 2026', 'old']);
    expect(await problems(container)).toEqual([]);
  });

  it('a danger banner is announced at once', async () => {
    const { container } = render(Banner, { kind: 'danger', title: 'Strop', text: 'Nie wchodź' });
    expect(screen.getByRole('alert').textContent).toContain('Nie wchodź');
    expect(await problems(container)).toEqual([]);
  });

  it('cards, chips, rows, emptiness and waiting are sound', async () => {
    render(Card, { title: 'Wyjście', children: words('x') });
    render(Chip, { text: 'mróz', onremove: () => undefined, removeLabel: 'Usuń mróz' });
    render(Empty, { icon: Search, title: 'Nic' });
    render(Busy, {});
    render(List, { title: 'Miejsca', children: words('x') }).unmount();
    const list = document.body.appendChild(document.createElement('ul'));
    render(ListRow, { target: list, props: { title: 'Altany', href: '#/site/1' } });
    expect(screen.getByRole('link', { name: 'Altany' })).toBeTruthy();
    expect(await problems(document.body)).toEqual([]);
  });
});

describe('toasts', () => {
  it('are shown one after the other, and leave by themselves unless they tell of danger', () => {
    vi.useFakeTimers();
    const queue = new Toasts(1000);
    queue.show('jeden');
    queue.show('jeden');
    queue.show('zły', { tone: 'danger' });
    vi.advanceTimersByTime(1000);
    expect(queue.queue.map((one) => one.text)).toEqual(['zły']);
    vi.advanceTimersByTime(60_000);
    expect(queue.queue).toHaveLength(1);
    vi.useRealTimers();
  });

  it('take back what they report by Ctrl+Z, but not while somebody types, and make way for the next', async () => {
    const queue = new Toasts();
    const run = vi.fn();
    render(Toast, { source: queue });
    queue.show('Scalono', { action: { label: 'Cofnij', run, undo: true } });
    await screen.findByRole('button', { name: 'Cofnij' });
    const field = document.body.appendChild(document.createElement('input'));
    await fireEvent.keyDown(field, { key: 'z', ctrlKey: true });
    await fireEvent.keyDown(document.body, { key: 'z' });
    expect(run).not.toHaveBeenCalled();
    queue.show('Uznano za różne', { action: { label: 'Cofnij', run, undo: true } });
    expect(queue.queue.map(({ text }) => text)).toEqual(['Uznano za różne']);
    await fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true });
    expect(run).toHaveBeenCalledOnce();
    expect(queue.queue).toEqual([]);
    field.remove();
  });

  it('offer one thing to do', async () => {
    const queue = new Toasts();
    const run = vi.fn();
    const { container } = render(Toast, { source: queue });
    queue.show('Zapisane', { action: { label: 'Cofnij', run } });
    await fireEvent.click(await screen.findByRole('button', { name: 'Cofnij' }));
    expect(run).toHaveBeenCalledOnce();
    expect(queue.queue).toEqual([]);
    expect(await problems(container)).toEqual([]);
  });
});
