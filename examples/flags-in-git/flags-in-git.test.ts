import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { start } from './src/start.ts';

const EXAMPLE = fileURLToPath(new URL('.', import.meta.url));
const manifest = createRequire(import.meta.url).resolve('@flagstaff/cli/package.json');
const COMMAND = join(dirname(manifest), 'dist', 'bin.js');

/** The commands of the workflow, without those that install. */
const workflow = await readFile(join(EXAMPLE, '.github/workflows/flags.yml'), 'utf8');
const steps = [...workflow.matchAll(/run: npx flagstaff (.+)$/gm)].map(([, command]) => command!);

/** A clone of the example, with a database of its own. */
async function clone() {
  // Inside the example, where its packages are found.
  const folder = await mkdtemp(join(EXAMPLE, 'node_modules', 'clone-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  for (const name of ['flags.json', 'flagstaff.config.ts']) await cp(join(EXAMPLE, name), join(folder, name));
  const database = `file:${join(folder, 'flags.db')}`;

  async function flagstaff(command: string): Promise<{ readonly code: number; readonly text: string }> {
    const args = command.replaceAll('"$GITHUB_SHA"', '4b825dc').split(' ');
    const env = { ...process.env, DATABASE_URL: database, FLAGSTAFF_ACTOR: 'ada', FLAGSTAFF_URL: '' };
    try {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [COMMAND, ...args], { cwd: folder, env });
      return { code: 0, text: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, text: stdout + stderr };
    }
  }

  const file = join(folder, 'flags.json');
  return {
    database,
    flagstaff,
    succeed: async (command: string) => {
      const { code, text } = await flagstaff(command);
      expect(code, `${command}: ${text}`).toBe(0);
    },
    read: async () => JSON.parse(await readFile(file, 'utf8')) as { key: string; status?: string }[],
    edit: async (from: string, to: string) => writeFile(file, (await readFile(file, 'utf8')).replace(from, to)),
  };
}

// Each command is a process.
describe('flags in git', { timeout: 120_000 }, () => {
  it('are checked on a pull request', async () => {
    const { flagstaff, succeed, edit } = await clone();
    const [lint] = steps;
    expect(lint).toMatch(/^lint /);
    await succeed(lint!);
    await edit('"serve": "on"', '"serve": "maybe"');
    const { code, text } = await flagstaff(lint!);
    expect(code).toBe(1);
    expect(text).toMatch(/^::error file=.*flags\.json,line=\d+/m);
  });

  it('are pushed on a merge, and served by the running app', async () => {
    const { database, flagstaff, succeed, read, edit } = await clone();
    const pushes = steps.slice(1);
    expect(pushes.map((command) => command.split(' ')[0])).toEqual(['migrate', 'push']);
    const example = await start(0, database);
    onTestFinished(() => example.stop());
    const banner = async (): Promise<string> => {
      await example.refresh();
      return ((await (await fetch(example.url)).json()) as { banner: string }).banner;
    };
    expect(await banner()).toBe('');

    for (const command of pushes) await succeed(command);
    expect(await banner()).toBe('Everything is 10 % off this week.');
    await succeed('push --check');

    // The kill switch of the store and an edit of the file meet in the next push.
    await succeed('off banner --yes');
    expect(await banner()).toBe('');
    await edit('Shipping costs nothing.', 'Shipping is free.');
    expect(await flagstaff('push --check')).toMatchObject({ code: 1 });
    for (const command of pushes) await succeed(command);
    expect(await read()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: 'banner', status: 'inactive' }),
        expect.objectContaining({ key: 'free-shipping', description: 'Shipping is free.' }),
      ]),
    );
    expect(await banner()).toBe('');
  });
});
