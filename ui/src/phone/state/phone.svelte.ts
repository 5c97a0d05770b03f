import { getContext, setContext } from 'svelte';

import { m, showLocale } from '$shared/i18n.svelte';
import { invalidate, Resource } from '$shared/resource.svelte';
import { showTextSize, showTheme } from '$shared/theme.svelte';

import { Failure, type Backend, type Input, type Name, type Output, type Topic } from '../backend';
import type { Position, Session, Settings, SyncState } from '../backend/types';
import type { Device } from '../device';
import { isFix, type NoFix } from '../device/location';
import { watchLock } from './autolock';
import { Danger } from './danger.svelte';
import { Drafts } from './drafts';
import { forgetHabits } from './memory';
import type { Around } from './place';
import { draftName, type Asked, type Sheet } from './sheet';

/** What was saved last, so that it can be taken back for a minute. */
export interface Saved {
  at: number;
  text: string;
  undo?: () => Promise<unknown>;
}

const UNDO_MS = 60_000;

/** The state that outlives a screen: session, sync, the open sheet, the last position. */
export class Phone {
  readonly backend: Backend;
  readonly device: Device;
  readonly drafts: Drafts;
  readonly danger: Danger;
  session = $state.raw<Session>();
  settings = $state.raw<Settings>({
    language: 'pl',
    theme: 'dark',
    photos_on_wifi_only: true,
    frost_at: 0,
    lock_after_min: 5,
    lock_hidden_after_s: 60,
    text_percent: 100,
  });
  /** Why the phone is locked, if it was not the worker who locked it. */
  lockedFor = $state.raw<string>();
  /** Nothing could be asked yet, and why. */
  failure = $state.raw<Failure>();
  /** The store behind the page does not answer; it is asked again until it does. */
  isRestarting = $state(false);
  sync = $state.raw<SyncState>();
  sheet = $state.raw<Sheet>();
  here = $state.raw<Position>();
  /** The look around that is under way. */
  looking: Promise<Around> | undefined;
  saved = $state.raw<Saved>();
  /** The first screen's data; the open outing is asked of it from everywhere. */
  readonly today: Resource<Output<'today.show'>>;
  /** The map on this phone. */
  readonly basemap: Resource<Output<'basemap.show'>>;
  /** Forms sent with no answer: they may or may not be saved. */
  #uncertain: { form: string; words: string }[] = [];
  /** Whose vault was open last. */
  #worker: string | undefined;
  /** The fix that is under way. */
  #fix: Promise<Position | NoFix> | undefined;
  #savedTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend, device: Device) {
    this.backend = backend;
    this.device = device;
    this.drafts = new Drafts(backend);
    this.danger = new Danger(this);
    this.today = new Resource(() => this.call('today.show', { here: this.here }), ['data', 'outing']);
    this.basemap = new Resource(() => this.call('basemap.show', {}), ['basemap']);
  }

  /** Begins; the returned function ends it. */
  start(): () => void {
    const quiet = this.backend.events((topic) => this.#hear(topic));
    const keep = () => void this.drafts.flush();
    const leave = () => document.visibilityState === 'hidden' && keep();
    const online = () => void this.sendNow().catch(() => undefined);
    document.addEventListener('visibilitychange', leave);
    window.addEventListener('pagehide', keep);
    window.addEventListener('online', online);
    const tellMeter = () => void this.#tellMeter();
    const deaf = [
      this.today.listen(),
      this.basemap.listen(),
      this.device.meter.listen(tellMeter),
      this.#watch(),
    ];
    tellMeter();
    void this.open();
    return () => {
      quiet();
      for (const stop of deaf) stop();
      document.removeEventListener('visibilitychange', leave);
      window.removeEventListener('pagehide', keep);
      window.removeEventListener('online', online);
    };
  }

  /** Asks who this phone belongs to, and shows its language and theme. */
  async open(): Promise<void> {
    try {
      this.settings = await this.backend.call('settings.show', {});
      showLocale(this.settings.language);
      showTheme(this.settings.theme);
      showTextSize(this.settings.text_percent);
      this.failure = undefined;
      await this.take(await this.backend.call('session.show', {}));
    } catch (thrown) {
      this.failure = Failure.of(thrown);
    }
  }

  /** Takes over a new session; an opened one is filled and what waited is kept. */
  async take(session: Session): Promise<void> {
    const opened = session.state === 'open' && this.session?.state !== 'open';
    if (opened && this.#ownsPage(session)) await this.#settleUncertain();
    this.session = session;
    if (!opened) return;
    this.lockedFor = undefined;
    await this.drafts.flush();
    void this.danger.goOn();
    await Promise.all([this.today.reload(), this.basemap.reload(), this.#readSync()]);
    void this.sendNow().catch(() => undefined);
  }

  /** Another worker on a shared phone: what the last one left in the page goes before anything is kept. */
  #ownsPage(session: Session): boolean {
    const isSame = this.#worker === undefined || this.#worker === session.worker?.id;
    this.#worker = session.worker?.id;
    if (!isSame) this.#empty();
    return isSame;
  }

  /** Nothing of whoever worked here stays in the page. */
  #empty(): void {
    this.drafts.clear();
    this.hideSaved();
    this.#uncertain = [];
    this.sheet = undefined;
    this.danger.sheet = undefined;
    this.today.data = undefined;
    this.sync = undefined;
    this.here = undefined;
  }

  /** Runs a command. A locked store shows the lock screen. */
  async call<K extends Name>(name: K, input: Input<K>): Promise<Output<K>> {
    try {
      return await this.backend.call(name, input);
    } catch (thrown) {
      const failure = Failure.of(thrown);
      if (failure.code === 'locked' || failure.code === 'revoked') void this.open();
      throw failure;
    }
  }

  /**
   * Saves what a sheet holds: its draft is on the disk before, and gone in the same stroke after. `undo`
   * takes it back within the minute after.
   */
  async save<T>(
    sheet: Sheet,
    words: string,
    run: () => Promise<T>,
    undo?: (saved: T) => Promise<unknown>,
  ): Promise<T> {
    await this.drafts.flush();
    try {
      const answer = await run();
      this.drafts.forget(sheet.draft);
      this.close(sheet.draft);
      this.showSaved({ at: Date.now(), text: words, undo: undo && (() => undo(answer)) });
      void invalidate('data', 'outing', 'drafts');
      return answer;
    } catch (thrown) {
      const failure = Failure.of(thrown);
      if (failure.code === 'gone') this.#uncertain.push({ form: sheet.draft, words });
      throw failure;
    }
  }

  /** Takes back what was saved a moment ago, with all that was saved in the same stroke. */
  async takeBack(...ids: string[]): Promise<void> {
    await this.call('event.take_back', { ids, reason: m.saved_undone() });
    void invalidate('data', 'outing');
  }

  /** Says that something is saved, for a minute. */
  showSaved(saved: Saved): void {
    clearTimeout(this.#savedTimer);
    this.saved = saved;
    this.#savedTimer = setTimeout(() => (this.saved = undefined), UNDO_MS);
  }

  hideSaved(): void {
    clearTimeout(this.#savedTimer);
    this.saved = undefined;
  }

  /** Opens a sheet about something. */
  ask(asked: Asked): void {
    this.show({ ...asked, draft: draftName(asked, Date.now()) } as Sheet);
  }

  /** Opens a sheet; an intervention lies over all others. */
  show(sheet: Sheet): void {
    if (sheet.is === 'intervention') this.danger.sheet = sheet;
    else this.sheet = sheet;
  }

  /** The sheet of this draft goes; whatever lay below it is there again. */
  close(draft: string): void {
    if (this.sheet?.draft === draft) this.sheet = undefined;
    if (this.danger.sheet?.draft === draft) this.danger.sheet = undefined;
  }

  /** One fix, kept for distances until the next; whoever asks while it is under way gets the same. */
  locate(): Promise<Position | NoFix> {
    this.#fix ??= this.#locate().finally(() => (this.#fix = undefined));
    return this.#fix;
  }

  async #locate(): Promise<Position | NoFix> {
    const found = await this.device.locator.fix();
    if (isFix(found)) this.here = found;
    return found;
  }

  async sendNow(): Promise<void> {
    this.sync = await this.call('sync.start', {});
  }

  /** Locks: everything typed is on the disk first, and nothing stays in the page. `why` is told on the lock. */
  async lock(why?: string): Promise<void> {
    await this.drafts.flush();
    this.#close(await this.call('session.lock', {}), why);
  }

  /** Leaves the phone; with anything unsent it is only locked, and says so. */
  async logOut(): Promise<void> {
    await this.drafts.flush();
    const { session, kept } = await this.call('session.log_out', {});
    this.#close(session, kept > 0 ? m.log_out_kept({ count: kept }) : undefined);
    if (kept === 0) forgetHabits();
  }

  #close(session: Session, why?: string): void {
    this.#empty();
    this.lockedFor = why;
    this.session = session;
    if (location.hash !== '' && location.hash !== '#/') location.hash = '#/';
  }

  /** Locks by itself while it is open. */
  #watch(): () => void {
    const limits = () => ({
      idle: this.settings.lock_after_min * 60_000,
      hidden: this.settings.lock_hidden_after_s * 1000,
    });
    return watchLock(limits, () => {
      if (this.session?.state === 'open') void this.lock(m.locked_idle()).catch(() => undefined);
    });
  }

  async change(settings: Settings): Promise<void> {
    showLocale(settings.language);
    showTheme(settings.theme);
    showTextSize(settings.text_percent);
    this.settings = await this.call('settings.change', settings);
  }

  /** The address of the basemap, once there is one; another file has another address. */
  get basemapUrl(): string | undefined {
    const hash = this.basemap.data?.here?.hash;
    return hash && `${this.backend.basemapUrl}?${hash.slice(0, 12)}`;
  }

  /** A volunteer's phone holds a count and shows nothing else. */
  get isVolunteers(): boolean {
    return this.session?.worker?.role === 'volunteer';
  }

  /** The outing this worker is on, if any. */
  get outing(): string | undefined {
    return this.today.data?.outing?.id;
  }

  /** What sending costs is for the store to know: it sends by itself. */
  async #tellMeter(): Promise<void> {
    const connection = this.device.meter.now();
    await this.backend.call('connection.tell', { connection }).catch(() => undefined);
  }

  async #readSync(): Promise<void> {
    if (this.session?.state !== 'open') return;
    this.sync = await this.backend.call('sync.show', {}).catch(() => this.sync);
  }

  /** What was sent with no answer is saved exactly if the disk holds its draft no more. */
  async #settleUncertain(): Promise<void> {
    for (const { form, words } of this.#uncertain) {
      if (await this.drafts.isKept(form).catch(() => true)) continue;
      this.drafts.forget(form);
      this.close(form);
      this.showSaved({ at: Date.now(), text: words });
    }
    this.#uncertain = [];
  }

  #hear(topic: Topic): void {
    if (topic === 'gone') this.isRestarting = true;
    else if (topic === 'back') void this.#comeBack();
    else if (topic === 'session') void this.open();
    else if (topic === 'sync' || topic === 'photos') void this.#readSync();
    if (topic === 'data' || topic === 'basemap' || topic === 'photos') void invalidate(topic);
  }

  async #comeBack(): Promise<void> {
    this.isRestarting = false;
    await this.open();
    if (this.session?.state !== 'open') return;
    await this.#settleUncertain();
    await this.drafts.flush();
    await Promise.all([
      invalidate('data', 'outing', 'basemap', 'drafts', 'photos'),
      this.#readSync(),
      this.#tellMeter(),
    ]);
  }
}

const KEY = Symbol('phone');

export const phoneKey = KEY;

export function providePhone(phone: Phone): Phone {
  return setContext(KEY, phone);
}

/** The phone this screen belongs to. */
export function usePhone(): Phone {
  return getContext<Phone>(KEY);
}
