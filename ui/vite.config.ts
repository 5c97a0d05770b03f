import { fileURLToPath } from 'node:url';

import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** One project, two apps: `--mode phone` and `--mode console`. */
export default defineConfig(({ mode }) => {
  const app = mode === 'console' ? 'console' : 'phone';
  return {
    root: here(`./src/${app}`),
    // Relative addresses: the same files are served by a web server and from inside the Tauri app.
    base: './',
    publicDir: here('./public'),
    resolve: { alias: { $shared: here('./src/shared') } },
    plugins: [
      paraglideVitePlugin({
        project: here('./project.inlang'),
        outdir: here('./src/shared/paraglide'),
        strategy: ['globalVariable', 'baseLocale'],
        emitTsDeclarations: true,
      }),
      svelte({ configFile: here('./svelte.config.js') }),
    ],
    worker: { format: 'es' as const },
    server: {
      port: app === 'phone' ? 5173 : 5174,
      strictPort: true,
      fs: { allow: [here('..')] },
    },
    build: {
      outDir: here(`./dist/${app}`),
      emptyOutDir: true,
      target: 'es2022',
      // Fonts and pictures stay files, because the policy allows `data:` for pictures only.
      assetsInlineLimit: 0,
      // The map is one large lazy chunk; the first load has its own budget.
      chunkSizeWarningLimit: 1200,
    },
  };
});
