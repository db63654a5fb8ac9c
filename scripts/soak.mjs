// Runs the fault matrix with full counts. Takes long; run it on an idle machine.
import { pnpm } from './lib/pnpm.mjs';
import { ENVIRONMENT } from './lib/environment.mjs';
import { run } from './lib/run.mjs';

/** Faults, hostile values at every entry point, and agreement of schema and parser. */
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
