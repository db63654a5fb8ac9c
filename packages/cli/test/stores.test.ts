// @needs redis, postgres, mysql
import { fileStorage } from '@flagstaff/memory/file';
import { RUNNING_STORES } from '@flagstaff/testbed';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SHOP } from './support/documents.ts';
import { createFolder } from './support/folder.ts';
import { openTerminal, WAYS } from './support/ways.ts';

/** A store on a server that is busy takes its time. */
const TIMEOUT_MS = 60_000;
const CASES = RUNNING_STORES.flatMap(([name, create]) => WAYS.map((way) => [name, way, create] as const));

describe.each(CASES)('on %s, %s', { timeout: TIMEOUT_MS }, (_name, way, create) => {
  it('lists, writes, reverts and restores', async () => {
    const flagstaff = await openTerminal(way, { connect: await create(onTestFinished) });
    const folder = await createFolder({ 'shop.json': SHOP });
    const run = (...argv: readonly string[]) => flagstaff.with({ cwd: folder.path }, ...argv);
    const codes = async (...commands: readonly string[]) => {
      const done: number[] = [];
      for (const command of commands) done.push((await run(...command.split(' '))).code);
      return done;
    };
    expect(
      await codes('set shop.json --yes', 'rollout theme 75 --yes -e production', 'off theme --yes -e staging'),
    ).toEqual([0, 0, 0]);
    expect((await run('list', '-e', 'production')).stdout).toMatch(/theme +string +new +75 %/);
    expect(await codes('diff staging production', 'revert 3 --yes', 'rollback 1 --yes', 'diff shop.json')).toEqual([
      1, 0, 0, 0,
    ]);
    expect((await run('history')).stdout.trim().split('\n')).toHaveLength(1 + 5);
    expect(await codes('doctor', 'report', 'eval theme', 'explain theme', 'pull', 'push --check')).toEqual([
      0, 0, 0, 0, 0, 0,
    ]);
    const { stdout } = await run('migrate');
    expect(stdout).toBe('');
    const { stdout: health } = await run('doctor');
    expect(health).toMatch(/^ok +clock +within \d+ ms of the store's$/m);
    expect(/^ok +members +can be looked up$/m.test(health)).toBe(way === 'direct');
    expect(health).toMatch(way === 'direct' ? /^ok +announcements +(the store can|none)/m : /^ok +announcements +/m);
  });
});

it.each(WAYS)('on a JSON file, which has neither commits of several documents nor a history, %s', async (way) => {
  const folder = await createFolder({ 'flags.json': { documents: SHOP } });
  const connect = async () => fileStorage({ path: `${folder.path}/flags.json` });
  const flagstaff = await openTerminal(way, { connect });
  expect(await flagstaff('off', 'theme', '--yes')).toMatchObject({ code: 0 });
  expect(JSON.parse(await folder.read('flags.json')).documents).toContainEqual(
    expect.objectContaining({ key: 'theme', status: 'inactive' }),
  );
  expect(await flagstaff('history')).toMatchObject({ code: 3, stderr: expect.stringContaining('CAPABILITY_MISSING') });
  expect(await flagstaff('watch')).toMatchObject({ code: 3 });
  expect(await flagstaff('doctor')).toMatchObject({ code: 0 });
});
