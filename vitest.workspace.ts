import { defineConfig } from 'vitest/config';

// Packages export their sources under this condition, so tests need no build.
const conditions = ['@flagstaff/source', 'module', 'node', 'development|production'];

const ELSEWHERE = ['**/node_modules/**', '**/dist/**'];

/** One of these files replaces `drizzle-orm` with its next major version, so they cannot share a module cache. */
const APART = ['packages/drizzle/test/conformance-line-*.test.ts'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['@flagstaff/source'] } },
  test: {
    // Most tests wait for a server, not for a processor: seven of them keep two cores busy.
    maxWorkers: 7,
    // Timeouts detect hangs, not slowness: a busy machine must not fail a test. A property test of some seconds takes minutes
    // beside a dozen other programs.
    testTimeout: 300_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    // Files share a worker and its loaded modules, because a process for each takes longer than most tests.
    // Tests that change modules or the environment run in their own process.
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
