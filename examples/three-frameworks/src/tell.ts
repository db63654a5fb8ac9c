import type { Flagstaff } from '@flagstaff/core';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the user is: `npm start` remembers it. */
const home = process.env['INIT_CWD'] ?? process.cwd();

/** Prints what happens to the flags: what is wrong and where, that all is well again, and, where asked to, what is new. */
export function tell(flagstaff: Flagstaff, { news }: { readonly news: boolean }): void {
  let wrong = false;
  let loaded = flagstaff.state === 'ready';
  flagstaff.on('error', (problem) => {
    wrong = true;
    say(problem.message);
  });
  flagstaff.on('ready', () => {
    if (wrong) say('all is well again');
    wrong = false;
    loaded = true;
  });
  flagstaff.on('change', ({ changed }) => {
    if (news && loaded && changed.length > 0) say(`now in force: ${changed.join(', ')}`);
  });
}

function say(text: string): void {
  console.log(`[flags] ${text}`);
}

export interface Place {
  readonly urls: readonly string[];
  readonly flagsFile: string;
  readonly store: 'sqlite' | 'file';
}

const OTHER_PROCESS = `
Or have another process change the database that all processes of this example share:

  node ${relative(home, fileURLToPath(new URL('change-flag.js', import.meta.url)))} new-checkout on
`;

/** What to try first. */
export function invitation({ urls, flagsFile, store }: Place): string {
  const [express, koa, hono] = urls;
  const file = relative(home, flagsFile);
  return `
One set of flags, three frameworks: Express on ${express}, Koa on ${koa}, Hono on ${hono}

Try, in another terminal:

  curl '${express}/?user=ada'                          what ada sees
  curl '${koa}/?user=ada'                          the same, whichever framework answers
  curl '${hono}/?user=ada&plan=pro&country=NL'      a rule gives her a discount
  curl '${express}/why?user=ada'                       why each answer is what it is
  curl -i '${koa}/beta?user=ada'                   ada is a beta tester
  curl -i '${hono}/beta?user=bob'                   bob is not: 404

Then edit ${file}: give "new-checkout" the default "on", or raise the percentage of "faster-search", save, and ask again.
Break it, if you like: the last good flags go on answering.
${store === 'file' ? '' : OTHER_PROCESS}
Ctrl-C ends.
`;
}
