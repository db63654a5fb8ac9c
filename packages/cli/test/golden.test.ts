import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/commands/table.ts';
import { SHOP } from './support/documents.ts';
import { createFolder } from './support/folder.ts';
import type { Folder } from './support/folder.ts';
import { openTerminal, steady, WAYS } from './support/ways.ts';
import type { Ran, Terminal, Way } from './support/ways.ts';

/** What each command prints, one after the other on one store. */
const SCRIPT: { readonly [command: string]: readonly string[] } = {
  list: ['list', 'list segments', 'list environments', 'list --owner none'],
  show: ['show theme', 'show nope'],
  eval: ['eval theme new-checkout -c {"targetingKey":"ada"}', 'eval nope'],
  explain: ['explain theme -c {"targetingKey":"ada"}'],
  report: ['report', 'report --fail-on undefined'],
  history: ['history', 'history --revision 1'],
  diff: ['diff staging production', 'diff changed.json', 'diff * production'],
  impact: ['impact changed.json --contexts users.ndjson'],
  off: ['off theme', 'off theme --yes', 'off theme --yes'],
  on: ['on theme --yes --environment staging'],
  rollout: ['rollout theme 75 --dry-run', 'rollout theme 75 --yes', 'rollout theme 101'],
  override: ['override theme userId=42 dark --yes', 'override theme userId=42 --remove --yes'],
  create: ['create fresh --yes', 'create fresh --yes', 'create segment:beta --include bob --yes'],
  set: ['set changed.json --yes', 'set broken.json --yes', 'set invalid.json --yes'],
  edit: ['edit theme --yes'],
  archive: ['archive fresh --yes'],
  delete: ['delete fresh --yes', 'delete segment:staff --yes'],
  promote: ['promote staging production --yes --json', 'promote staging production --yes'],
  revert: ['revert 2 --yes', 'revert 99 --yes'],
  rollback: ['rollback 1 --dry-run', 'rollback 1', 'rollback 1 --yes'],
  export: ['export', 'export all.json'],
  pull: ['pull --check', 'pull', 'pull'],
  push: ['push --check', 'push --yes'],
  lint: ['lint invalid.json', 'lint flags.json'],
  types: ['types --check', 'types', 'types --check'],
  references: ['references new-checkout', 'references'],
  remove: ['remove new-checkout --variant on', 'remove new-checkout --variant none'],
  init: ['init --yes', 'init --yes'],
  migrate: ['migrate'],
  doctor: ['doctor'],
  completion: ['completion fish', 'completion dos'],
};

/** They name the way. */
const DIFFERENT: ReadonlySet<string> = new Set(['migrate', 'doctor']);
/** Has a file of its own, from the test that changes documents meanwhile. */
const OTHERS = ['watch'];

const FILES = {
  'package.json': { dependencies: { express: '5' } },
  'changed.json': { ...SHOP[4], rules: [{ rollout: { percentage: 100 }, serve: 'dark' }] },
  'broken.json': '{',
  'invalid.json': [{ ...SHOP[4], default: 'blue' }],
  'users.ndjson': '{"targetingKey":"ada"}\n{"targetingKey":"bob"}\n',
  'editor.mjs': `import { writeFileSync } from 'node:fs';\nwriteFileSync(process.argv[2], ${JSON.stringify(JSON.stringify({ ...SHOP[4], name: 'Theme' }))});\n`,
  'src/app.js': "if (flags.isEnabled('new-checkout')) start();\nelse stop();\n",
};

/** Replaces what differs between machines. */
function portable(text: string, { path }: Folder): string {
  return steady(text)
    .replaceAll(path, '<folder>')
    .replaceAll(process.version, '<version>')
    .replaceAll(/"via": "(?:api|cli)"/g, '"via": "<way>"')
    .replaceAll(/\d+ ms of/g, '<few> ms of');
}

/** Resolves to what a command prints, and the name of its file. */
async function print({ way, command, run, folder }: Printing): Promise<readonly [file: string, text: string]> {
  let text = '';
  for (const line of SCRIPT[command]!) {
    const { code, stdout, stderr } = await run(...line.split(' '));
    text += `$ flagstaff ${line}\n${stdout}${stderr === '' ? '' : `--- stderr\n${stderr}`}--- exit code ${code}\n\n`;
  }
  return [DIFFERENT.has(command) ? `${command}-${way}` : command, portable(text, folder)];
}

interface Printing {
  readonly way: Way;
  readonly command: string;
  readonly run: (...argv: readonly string[]) => Promise<Ran>;
  readonly folder: Folder;
}

async function open(way: Way): Promise<Omit<Printing, 'command'> & { readonly terminal: Terminal }> {
  const folder = await createFolder(FILES);
  const identity = { actor: 'cli:ada', roles: 'admin' } as const;
  const terminal = await openTerminal(way, { documents: SHOP, identity });
  const env = { EDITOR: `${process.execPath} ${folder.path}/editor.mjs`, PATH: process.env['PATH']! };
  return { way, folder, terminal, run: (...argv) => terminal.with({ cwd: folder.path, env }, ...argv) };
}

describe('the output', () => {
  it('of every command is in a golden file', () => {
    const names = Object.values(COMMANDS).flatMap((entries) => entries.map(({ name }) => name));
    expect([...Object.keys(SCRIPT), ...OTHERS].toSorted()).toEqual(names.toSorted());
    for (const name of OTHERS) expect(existsSync(join(import.meta.dirname, 'golden', `${name}.txt`))).toBe(true);
  });

  // Some hundred requests, on a machine that may be busy.
  it.each(WAYS)('of commands stays as it is, %s', { timeout: 60_000 }, async (way) => {
    const opened = await open(way);
    for (const command of Object.keys(SCRIPT)) {
      const [file, text] = await print({ ...opened, command });
      await expect(text).toMatchFileSnapshot(`golden/output/${file}.txt`);
    }
  });
});
