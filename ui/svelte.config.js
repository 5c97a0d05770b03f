import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

// Component styles go into files of their own: the content security policy forbids inline styles.
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true, css: 'external' },
};
