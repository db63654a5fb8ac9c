import { defineConfig } from 'vitest/config';

// Packages export their sources under this condition, so tests run without a build.
const conditions = ['@flagstaff/source', 'module', 'node', 'development|production'];

const ELSEWHERE = ['**/node_modules/**', '**/dist/**'];

/** One of them replaces `drizzle-orm` by its next line, the other must not meet what that one loaded. */
const APART = ['packages/drizzle/test/conformance-line-*.test.ts'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['@flagstaff/source'] } },
  test: {
    // Most tests wait for a server, not for a processor: it takes seven of them to keep two cores busy.
    maxWorkers: 7,
    // Bounds for what has gone wrong, not for what is slow: a busy machine must not fail a test. Property tests keep a core for seconds,
    // and that is minutes where a dozen other programs want it.
    testTimeout: 300_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    // Files share a worker and the modules that it has loaded: a fresh process for each costs more than most of the tests.
    // What changes the modules themselves, or the environment, has a process of its own.
    projects: [
      { extends: true, test: { name: 'unit', include: ['packages/*/src/**/*.test.ts'], isolate: false } },
      {
        extends: true,
        test: {
          name: 'packages',
          include: ['packages/*/test/**/*.test.ts'],
          exclude: [...ELSEWHERE, ...APART],
          globalSetup: 'scripts/services.mjs',
          isolate: false,
        },
      },
      // Nothing of these runs: the compiler checks them, all in one program.
      {
        extends: true,
        test: {
          name: 'types',
          typecheck: {
            enabled: true,
            only: true,
            include: ['packages/*/test/**/*.test-d.ts'],
            tsconfig: 'tsconfig.json',
          },
        },
      },
      { extends: true, test: { name: 'apart', include: APART, globalSetup: 'scripts/services.mjs' } },
      {
        extends: true,
        test: {
          name: 'examples',
          include: ['examples/*/**/*.test.ts'],
          exclude: ELSEWHERE,
          globalSetup: 'scripts/browser.mjs',
          isolate: false,
        },
      },
      { extends: true, test: { name: 'repository', include: ['scripts/**/*.test.ts', 'bench/**/*.test.ts'] } },
    ],
    exclude: ELSEWHERE,
    coverage: { provider: 'v8', include: ['packages/*/src/**/*.ts'], reporter: ['text-summary'] },
  },
});
