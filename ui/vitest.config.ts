import { fileURLToPath } from 'node:url';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { $shared: fileURLToPath(new URL('./src/shared', import.meta.url)) } },
  plugins: [svelte(), svelteTesting()],
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    setupFiles: ['./tests/setup.ts'],
    // Two cores are shared with compilers; what hangs is found all the same.
    testTimeout: 30_000,
    maxWorkers: 2,
  },
});
