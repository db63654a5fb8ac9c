// The fault matrix with its full counts: takes long, and is for a machine that does nothing else.
import { pnpm } from './lib/pnpm.mjs';
import { ENVIRONMENT } from './lib/environment.mjs';
import { run } from './lib/run.mjs';

/** The faults, hostile values at every door, and documents that the schema and the parser must agree on. */
const ALL = [
  'packages/ofrep/test/hostile.test.ts',
  'packages/testbed',
  'packages/fuzz',
  'packages/core/test/properties.test.ts',
  'packages/core/test/schema.test.ts',
];
const given = process.argv.slice(2);
const filters = given.some((argument) => argument.includes('packages/')) ? given : [...ALL, ...given];

const { command, args } = pnpm('run', 'unit', '--project', 'packages', ...filters);
process.exitCode = await run(command, args, { env: { ...ENVIRONMENT, FLAGSTAFF_SOAK: '1' } });
