import { defineConfig } from 'vitest/config';
import { skipWithoutServers } from './scripts/services/skip.mjs';
import { TestOrder } from './scripts/vitest/order.mjs';

// Packages export their sources under this condition, so tests run without a build.
const conditions = ['@flagstaff/source', 'module', 'node', 'development|production'];

const ELSEWHERE = ['**/node_modules/**', '**/dist/**'];

/** They replace drivers by another version, or must not meet what such a test loaded. */
const APART = ['packages/*/test/apart/**/*.test.ts'];

export default defineConfig({
  plugins: [skipWithoutServers()],
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['@flagstaff/source'] } },
  test: {
    // Half of the tests wait for a server, and the checks run beside them. With more, each test waits for its turn until it times out.
    maxWorkers: Number(process.env['FLAGSTAFF_TEST_WORKERS'] ?? 5),
    sequence: { sequencer: TestOrder },
    // The projects, and `unit:nodes` beside them, transform each source once.
    experimental: { fsModuleCache: true, fsModuleCachePath: 'node_modules/.cache/vitest' },
    // Hooks start servers, which takes many seconds on a busy machine.
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    // Tests make every mistake that the client warns about. Those about warnings listen to them. What a test made is garbage soon:
    // with more room for it, there is less to collect.
    execArgv: ['--no-warnings', '--max-semi-space-size=64'],
    setupFiles: ['scripts/vitest/links.mjs', 'scripts/vitest/timeouts.mjs'],
    // Files share a worker and its loaded modules, because a process for each takes longer than most tests. Each project has workers
    // of its own, so one project has nearly all tests. Tests that change modules run in their own process.
    projects: [
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['packages/*/{src,test}/**/*.test.ts', '{examples,scripts,bench}/**/*.test.ts'],
          exclude: [...ELSEWHERE, ...APART],
          globalSetup: ['scripts/services.mjs', 'scripts/page.mjs'],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'apart', include: APART, globalSetup: 'scripts/services.mjs' } },
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
    ],
    exclude: ELSEWHERE,
    coverage: { provider: 'v8', include: ['packages/*/src/**/*.ts'], reporter: ['text-summary'] },
  },
});
