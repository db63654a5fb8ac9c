// Changes what a flag serves by default, in the database, from a process of its own. Docs: README.md
import { manage } from '@flagstaff/core/management';
import { openDatabase } from './flags.ts';
import { readSettings } from './settings.ts';

const [key = '', variant = ''] = process.argv.slice(2);
const flagstaff = await openDatabase(readSettings(process.env).database);

try {
  const flag = await manage(flagstaff).get(`flag:${key}`);
  if (flag?.kind !== 'flag' || variant === '') {
    const keys = (await manage(flagstaff).list()).filter(({ kind }) => kind === 'flag').map((each) => each.key);
    throw new Error(`Give a flag and a variant: change-flag.js new-checkout on. There are: ${keys.join(', ')}.`);
  }
  // `ifVersion` prevents overwriting a concurrent edit.
  const { version } = await manage(flagstaff).set(
    { ...flag, status: 'active', default: variant },
    { ifVersion: flag.version, actor: 'change-flag', comment: 'from another process' },
  );
  console.log(`${key} serves ${variant} by default now (version ${version}).`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await flagstaff.close();
}
