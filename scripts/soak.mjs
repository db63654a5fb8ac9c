// Runs faults and random cases with full counts, and all tests of core and adapters on every version of Node,
// and the packed packages with all compilers, bundlers and test runners.
// Takes long; run it on an idle machine. Paths select tests, which then run alone.
import { pnpm } from './lib/pnpm.mjs';
import { ENVIRONMENT } from './lib/environment.mjs';
import { run } from './lib/run.mjs';

/** The folders whose tests use `count` of @flagstaff/spec. */
const ALL = [
  'bench/',
  'packages/admin/',
  'packages/cli/',
  'packages/core/',
  'packages/drizzle/',
  'packages/express/',
  'packages/fastify/',
  'packages/fuzz/',
  'packages/hono/',
  'packages/koa/',
  'packages/ofrep/',
  'packages/redis/',
  'packages/relay/',
  'packages/testbed/',
  'packages/testkit/',
];
const given = process.argv.slice(2);
const some = given.some((argument) => argument.includes('packages/'));
/** The routes of the admin's API, on each kind of store besides memory. */
const ROUTES = ['operate', 'past', 'read', 'roles', 'schedule', 'security', 'write'].map(
  (name) => `packages/admin/test/${name}.test.ts`,
);
const onStores = ['SQLite', 'Redis', 'PostgreSQL', 'MariaDB'].map((store) => ({
  args: ['unit', ...ROUTES],
  env: { FLAGSTAFF_TEST_STORE: store },
}));
const steps = some
  ? [{ args: ['unit', ...given] }]
  : [
      { args: ['unit', ...ALL, ...given] },
      ...onStores,
      { args: ['unit:nodes'] },
      { args: ['build'] },
      { args: ['check:pack'] },
    ];

const codes = [];
for (const { args: script, env = {} } of steps) {
  const { command, args } = pnpm('run', ...script);
  codes.push(await run(command, args, { env: { ...ENVIRONMENT, ...env, FLAGSTAFF_SOAK: '1' } }));
}
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
