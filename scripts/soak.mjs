// Faults and random cases with their full counts: takes long, and is for a machine that does nothing else.
import { pnpm } from './lib/pnpm.mjs';
import { ENVIRONMENT } from './lib/environment.mjs';
import { run } from './lib/run.mjs';

/** All packages with a test that asks `count` of @flagstaff/spec how often to repeat. */
const ALL = ['core', 'drizzle', 'fuzz', 'hono', 'ofrep', 'redis', 'relay', 'testbed'].map(
  (name) => `packages/${name}/`,
);
const given = process.argv.slice(2);
const filters = given.some((argument) => argument.includes('packages/')) ? given : [...ALL, ...given];

const { command, args } = pnpm('run', 'unit', ...filters);
process.exitCode = await run(command, args, { env: { ...ENVIRONMENT, FLAGSTAFF_SOAK: '1' } });
