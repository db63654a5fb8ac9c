import { defineConfig } from 'vitest/config';

// Packages export their sources under this condition, so tests run without a build.
const conditions = ['@flagstaff/source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['@flagstaff/source'] } },
  test: {
    // Most tests wait for a server, not for a processor: two cores keep five of them busy.
    maxWorkers: 5,
    // Bounds for what has gone wrong, not for what is slow: a busy machine must not fail a test. Property tests keep a core for seconds,
    // and that is minutes where a dozen other programs want it.
    testTimeout: 300_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      // They change nothing that another one could meet, so they share the modules that they load.
      { extends: true, test: { name: 'unit', include: ['packages/*/src/**/*.test.ts'], isolate: false } },
      {
        extends: true,
        test: { name: 'packages', include: ['packages/*/test/**/*.test.ts'], globalSetup: 'scripts/services.mjs' },
      },
      {
        extends: true,
        test: { name: 'examples', include: ['examples/*/**/*.test.ts'], globalSetup: 'scripts/browser.mjs' },
      },
      { extends: true, test: { name: 'repository', include: ['scripts/**/*.test.ts', 'bench/**/*.test.ts'] } },
    ],
    exclude: ['**/node_modules/**', '**/dist/**'],
    coverage: { provider: 'v8', include: ['packages/*/src/**/*.ts'], reporter: ['text-summary'] },
  },
});
