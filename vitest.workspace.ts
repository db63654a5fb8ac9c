import { defineConfig } from 'vitest/config';
import { ProjectOrder } from './scripts/lib/project-order.mjs';
import { skipWithoutServers } from './scripts/services/skip.mjs';

// Packages export their sources under this condition, so tests run without a build.
const conditions = ['@flagstaff/source', 'module', 'node', 'development|production'];

const ELSEWHERE = ['**/node_modules/**', '**/dist/**'];

/** They replace drivers by another version, or must not meet what such a test loaded. */
const APART = ['packages/{drizzle,redis}/test/{conformance-{line,oldest}*,listen}.test.ts'];

/** Tests that start and break servers, wait for what is at rest, or repeat something thousands of times. */
const FAULTS = [
  'packages/{fuzz,testbed}/test/**/*.test.ts',
  'packages/redis/test/{access,cluster,faults,sentinel,watch}.test.ts',
  'packages/drizzle/test/{races,rest,sqlite-close}.test.ts',
  'packages/relay/test/faults.test.ts',
];
/** Tests of the admin's page, each with a window of a browser. */
const PAGE = ['packages/admin/test/page/**/*.test.ts'];
/** A browser starts and paints slowly on a busy machine. */
const PAGE_TIMEOUT_MS = 90_000;
/** Each of these waits for many processes or for a server to recover, which takes minutes on a busy machine. */
const FAULTS_TIMEOUT_MS = 180_000;
/** Most of these start a check, a compiler or a server as a process, which takes many seconds on a busy machine. */
const REPOSITORY_TIMEOUT_MS = 90_000;
/** Full counts may take any time. */
const SOAK_TIMEOUT_MS = process.env['FLAGSTAFF_SOAK'] === '1' ? 3_600_000 : undefined;

export default defineConfig({
  plugins: [skipWithoutServers()],
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['@flagstaff/source'] } },
  test: {
    // Half of the tests wait for a server, and the checks run beside them. With more, each test waits for its turn until it times out.
    maxWorkers: 5,
    sequence: { sequencer: ProjectOrder },
    // Seven projects, and `unit:nodes` after them, transform each source once.
    experimental: { fsModuleCache: true, fsModuleCachePath: 'node_modules/.cache/vitest' },
    // Timeouts detect hangs, not slowness: a busy machine must not fail a test.
    testTimeout: SOAK_TIMEOUT_MS ?? 15_000,
    // Hooks start servers, which takes many seconds on a busy machine.
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    // Tests make every mistake that the client warns about. Those about warnings listen to them.
    execArgv: ['--no-warnings'],
    // Files share a worker and its loaded modules, because a process for each takes longer than most tests.
    // Tests that change modules or the environment run in their own process.
    projects: [
      { extends: true, test: { name: 'unit', include: ['packages/*/src/**/*.test.ts'], isolate: false } },
      {
        extends: true,
        test: {
          name: 'packages',
          include: ['packages/*/test/**/*.test.ts'],
          exclude: [...ELSEWHERE, ...APART, ...FAULTS, ...PAGE],
          globalSetup: 'scripts/services.mjs',
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: FAULTS,
          testTimeout: SOAK_TIMEOUT_MS ?? FAULTS_TIMEOUT_MS,
          globalSetup: 'scripts/services.mjs',
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'page',
          include: PAGE,
          testTimeout: PAGE_TIMEOUT_MS,
          globalSetup: ['scripts/services.mjs', 'scripts/page.mjs'],
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
      {
        extends: true,
        test: {
          name: 'repository',
          include: ['scripts/**/*.test.ts', 'bench/**/*.test.ts'],
          testTimeout: SOAK_TIMEOUT_MS ?? REPOSITORY_TIMEOUT_MS,
          isolate: false,
        },
      },
    ],
    exclude: ELSEWHERE,
    coverage: { provider: 'v8', include: ['packages/*/src/**/*.ts'], reporter: ['text-summary'] },
  },
});
