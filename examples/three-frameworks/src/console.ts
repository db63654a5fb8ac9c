import type { Flagstaff } from '@flagstaff/core';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ADMIN } from './admin.ts';

/** The user's directory, which `npm start` keeps in INIT_CWD. */
const home = process.env['INIT_CWD'] ?? process.cwd();

/** Prints the errors of a client, and its recovery. */
export function logErrors(flagstaff: Flagstaff): void {
  let failing = false;
  flagstaff.on('error', (problem) => {
    failing = true;
    log(problem.message);
  });
  flagstaff.on('ready', () => {
    if (failing) log('recovered');
    failing = false;
  });
}

/** Prints the documents that change after the first load. */
export function logChanges(flagstaff: Flagstaff): void {
  let loaded = flagstaff.state === 'ready';
  flagstaff.on('ready', () => (loaded = true));
  flagstaff.on('change', ({ changed }) => {
    if (loaded && changed.length > 0) log(`changed: ${changed.join(', ')}`);
  });
}

export function log(text: string): void {
  console.log(`[flags] ${text}`);
}

export interface Place {
  readonly urls: readonly string[];
  readonly flagsFile: string;
  readonly store: 'sqlite' | 'file';
}

const OTHER_PROCESS = `
Or change the database from another process:

  node ${relative(home, fileURLToPath(new URL('change-flag.js', import.meta.url)))} new-checkout on
`;

/** The commands to try first. */
export function welcome({ urls, flagsFile, store }: Place): string {
  const [express, koa, hono] = urls;
  const commands = [
    [`curl '${express}/?user=ada'`, "ada's flags"],
    [`curl '${koa}/?user=ada'`, 'the same flags from Koa'],
    [`curl '${hono}/?user=ada&plan=pro&country=NL'`, 'a rule gives a discount'],
    [`curl '${express}/why?user=ada'`, 'the reason of each value'],
    [`curl -i '${koa}/beta?user=ada'`, 'a beta tester: 200'],
    [`curl -i '${hono}/beta?user=bob'`, 'not a beta tester: 404'],
  ] as const;
  const width = Math.max(...commands.map(([command]) => command.length));
  return `
The flags beside the shop: ${express}/
The flags alone:           ${express}${ADMIN}/

Open the first one, open "new-checkout", press its switch, save, and see the shops follow.

One set of flags, three frameworks: Express on ${express}, Koa on ${koa}, Hono on ${hono}

Try in another terminal:

${commands.map(([command, result]) => `  ${command.padEnd(width)}   ${result}`).join('\n')}

Or edit ${relative(home, flagsFile)}: set the status of "new-checkout" to "active", or raise the percentage of "faster-search".
Save, and send the requests again. If the file is invalid, the last good flags keep serving.
${store === 'file' ? '' : OTHER_PROCESS}
Press Ctrl-C to stop.
`;
}
