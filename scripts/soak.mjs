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
const steps = some ? [['unit', ...given]] : [['unit', ...ALL, ...given], ['unit:nodes'], ['build'], ['check:pack']];

const codes = [];
for (const step of steps) {
  const { command, args } = pnpm('run', ...step);
  codes.push(await run(command, args, { env: { ...ENVIRONMENT, FLAGSTAFF_SOAK: '1' } }));
}
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
