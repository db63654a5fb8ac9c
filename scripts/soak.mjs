// Runs faults and random cases with full counts. Takes long; run it on an idle machine.
import { pnpm } from './lib/pnpm.mjs';
import { ENVIRONMENT } from './lib/environment.mjs';
import { run } from './lib/run.mjs';

/** The packages whose tests use `count` of @flagstaff/spec. */
const ALL = ['admin', 'core', 'drizzle', 'fuzz', 'hono', 'ofrep', 'redis', 'relay', 'testbed'].map(
  (name) => `packages/${name}/`,
);
const given = process.argv.slice(2);
const filters = given.some((argument) => argument.includes('packages/')) ? given : [...ALL, ...given];

const { command, args } = pnpm('run', 'unit', ...filters);
process.exitCode = await run(command, args, { env: { ...ENVIRONMENT, FLAGSTAFF_SOAK: '1' } });
