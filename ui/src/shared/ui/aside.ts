import { getContext, setContext } from 'svelte';
import type { Component } from 'svelte';

const KEY = Symbol('aside');

/** What an app wants beside the title of every sheet that is no matter of danger itself. */
export function provideAside(aside: Component): void {
  setContext(KEY, aside);
}

export function useAside(): Component | undefined {
  return getContext<Component | undefined>(KEY);
}
