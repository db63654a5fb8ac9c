import { fileURLToPath } from 'node:url';

/** The order of cascade layers. It must come first, and bundling puts the styles of chunks before those of the entry. */
const LAYERS = '@layer reset, tokens, base, components, shell, screens, utilities;';

const layersFirst = {
  name: 'layers-first',
  enforce: 'post',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.fileName.endsWith('.css')) file.source = `${LAYERS}${file.source}`;
    }
  },
};

/**
 * Requests cost more than bytes: what the first screen needs is one file, and what several other screens share is one more. Core is
 * divided by what needs it, because the engine loads later.
 */
const GROUPS = [
  { name: 'app', tags: ['$initial'], priority: 2 },
  { name: 'ui', test: /[\\/]admin[\\/]ui[\\/]/, minShareCount: 2, priority: 1 },
  // Alone: only cron expressions need it.
  { name: 'cron', test: /[\\/]croner[\\/]/, priority: 1 },
  { name: 'core', minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 40_000 },
];

/** @type {import('vite').InlineConfig} */
export default {
  root: fileURLToPath(new URL('.', import.meta.url)),
  // The page may be mounted anywhere, so files name each other relatively.
  base: './',
  configFile: false,
  logLevel: 'warn',
  plugins: [layersFirst],
  // Core is bundled from its sources: the build needs no build.
  resolve: { conditions: ['@flagstaff/source', 'module', 'browser'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2023',
    write: false,
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    // The HTML preloads what the first screen needs.
    modulePreload: false,
    license: false,
    rolldownOptions: {
      input: { main: fileURLToPath(new URL('main.tsx', import.meta.url)) },
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        // Groups that rolldown divides have names such as `ui~a~b`.
        chunkFileNames: ({ name }) => `assets/${name.split('~', 1)[0]}-[hash].js`,
        codeSplitting: { groups: GROUPS },
      },
    },
  },
};
