/** Puts a screen on a phone with a fake store; only for tests. */
import { render } from '@testing-library/svelte';
import type { Component } from 'svelte';

import type { Device } from '../device';
import { Phone, phoneKey } from '../state/phone.svelte';
import { FakeBackend, fakeDevice } from './fake';

export interface Shown {
  phone: Phone;
  backend: FakeBackend;
  container: HTMLElement;
  unmount: () => void;
}

/** Shows a component on an opened phone. */
export async function show(
  what: Component<never>,
  props: Record<string, unknown> = {},
  backend = new FakeBackend(),
  device: Device = fakeDevice(),
): Promise<Shown> {
  const phone = new Phone(backend, device);
  await phone.open();
  const { container, unmount } = render(what as Component, { props, context: new Map([[phoneKey, phone]]) });
  return { phone, backend, container, unmount };
}
