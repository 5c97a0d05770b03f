import type { Component } from 'svelte';

/** Any icon of `@lucide/svelte/icons/*`; widgets draw it beside a label, never instead of one. */
export type Icon = Component<{ size?: number | string; strokeWidth?: number | string }>;

/** What a colour says. It never says it alone: words or a shape stand beside it. */
export type Tone = 'plain' | 'lamp' | 'good' | 'note' | 'danger';
