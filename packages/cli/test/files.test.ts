import type { Document } from '@flagstaff/core';
import { describe, expect, it } from 'vitest';
import { SHOP } from './support/documents.ts';
import { createFolder } from './support/folder.ts';
import type { Folder } from './support/folder.ts';
import { openTerminal, steady, WAYS } from './support/ways.ts';
import type { Ran, Terminal, Way } from './support/ways.ts';

interface Desk {
  readonly folder: Folder;
  readonly flagstaff: Terminal;
  run(...argv: readonly string[]): Promise<Ran>;
  /** Changes a document of the file. */
  edit(key: string, fields: object | undefined): Promise<void>;
  inFile(key: string): Promise<Document | undefined>;
}

async function openDesk(way: Way): Promise<Desk> {
  const folder = await createFolder();
  const flagstaff = await openTerminal(way, { documents: SHOP });
  const read = async (): Promise<Document[]> => JSON.parse(await folder.read('flags.json')).documents;
  return {
    folder,
    flagstaff,
    run: (...argv) => flagstaff.with({ cwd: folder.path }, ...argv),
    async edit(key, fields) {
      const documents = await read();
      const edited = documents.flatMap((each) =>
        each.key !== key ? [each] : fields === undefined ? [] : [{ ...each, ...fields }],
      );
      await folder.write('flags.json', { documents: edited });
    },
    inFile: async (key) => (await read()).find((each) => each.key === key),
  };
}

describe.each(WAYS)('export, pull and push, %s', (way) => {
  it('exports all documents, in a form that set reads', async () => {
    const { run, folder, flagstaff } = await openDesk(way);
    const { stdout } = await run('export');
    await expect(stdout).toMatchFileSnapshot('golden/export.txt');
    expect(JSON.parse((await run('export', '--json')).stdout)).toMatchObject({ revision: { number: 1 } });
    expect((await run('export', 'all.json')).stderr).toBe('Wrote 6 documents to all.json.\n');
    expect(await folder.read('all.json')).toBe(stdout);
    expect((await run('set', 'all.json', '--yes')).stderr).toBe('Nothing to change.\n');
    expect((await flagstaff.management.history()).items).toHaveLength(1);
  });

  it('keeps the form of the file, its other members and its order', async () => {
    const { run, folder, flagstaff } = await openDesk(way);
    const $schema = './node_modules/x.json';
    const zebra = { kind: 'flag', key: 'zebra', type: 'boolean' };
    for (const before of [{ $schema, documents: [zebra] }, [zebra]]) {
      await folder.write('flags.json', before);
      expect((await run('push', '--yes')).code).toBe(0);
      const after = JSON.parse(await folder.read('flags.json')) as { $schema?: string; documents?: Document[] };
      expect(Array.isArray(after)).toBe(Array.isArray(before));
      expect(after.$schema).toBe(Array.isArray(before) ? undefined : $schema);
      const documents = Array.isArray(after) ? (after as Document[]) : after.documents!;
      expect(documents[0]?.key).toBe('zebra');
    }
    expect(await flagstaff.management.get('flag:zebra')).toBeDefined();
  });

  it('merges what the file and the store changed in different fields', async () => {
    const { run, folder, edit, inFile, flagstaff } = await openDesk(way);
    expect(await run('pull')).toMatchObject({ code: 0, stderr: 'flags.json: 6 changed, revision 1.\n' });
    await expect(steady(await folder.read('flags.lock.json'))).toMatchFileSnapshot('golden/lock.txt');
    await edit('theme', { name: 'Theme' });
    await flagstaff.management.set({ ...SHOP[4]!, description: 'Colors' });
    await flagstaff.management.set({ kind: 'flag', key: 'made-on-the-page', type: 'boolean' });
    expect(await run('push', '--check')).toMatchObject({ code: 1, stdout: 'flag:theme\n' });
    expect((await run('push')).code).toBe(2);
    expect((await run('push', '--yes')).code).toBe(0);
    expect(await flagstaff.management.get('flag:theme')).toMatchObject({ name: 'Theme', description: 'Colors' });
    expect(await flagstaff.management.get('flag:made-on-the-page')).toBeDefined();
    expect(await inFile('theme')).toMatchObject({ name: 'Theme', description: 'Colors' });
    expect(await run('push', '--check')).toMatchObject({ code: 0 });
    expect(await run('pull', '--check')).toMatchObject({ code: 0, stdout: '' });
  });

  it('refuses when both changed one field, unless one side is preferred', async () => {
    const { run, edit, inFile, flagstaff } = await openDesk(way);
    await run('pull');
    await edit('theme', { name: 'Of the file', owner: 'file' });
    await flagstaff.management.set({ ...SHOP[4]!, name: 'Of the store' });
    for (const command of [['push', '--yes'], ['pull']]) {
      const { code, stderr } = await run(...command);
      expect([code, stderr]).toEqual([3, expect.stringContaining('flag:theme: both changed name')]);
    }
    expect((await run('pull', '--prefer', 'store')).code).toBe(0);
    expect(await inFile('theme')).toMatchObject({ name: 'Of the store', owner: 'file' });
    await edit('theme', { name: 'Of the file' });
    expect((await run('push', '--yes')).code).toBe(0);
    expect(await flagstaff.management.get('flag:theme')).toMatchObject({ name: 'Of the file', owner: 'file' });
  });

  it('takes fields from the side that owns them, even if the other side changed them', async () => {
    const { run, edit, inFile, flagstaff } = await openDesk(way);
    await run('pull');
    const rules = (percentage: number) => [{ rollout: { percentage }, serve: 'dark' }];
    await edit('theme', { name: 'Of the file', rules: rules(1), environments: { staging: { rules: rules(2) } } });
    await flagstaff.management.set({ ...SHOP[4]!, name: 'Of the store', rules: rules(3) } as Document);
    const owners = ['--store-owns', 'rules', '--file-owns', 'name', 'owner'];
    expect(await run('push', '--yes', '--file-owns', 'rules', ...owners)).toMatchObject({ code: 2 });
    expect(await run('push', '--check', ...owners)).toMatchObject({ code: 1, stdout: 'flag:theme\n' });
    expect((await run('push', '--yes', ...owners)).code).toBe(0);
    const merged = { name: 'Of the file', rules: rules(3) };
    expect(await flagstaff.management.get('flag:theme')).toMatchObject(merged);
    expect(await flagstaff.management.get('flag:theme')).not.toHaveProperty('environments');
    expect(await inFile('theme')).toMatchObject(merged);
    await flagstaff.management.set({ ...SHOP[4]!, name: 'Drift', rules: rules(4) } as Document);
    expect((await run('pull', ...owners)).code).toBe(0);
    expect(await inFile('theme')).toMatchObject({ name: 'Of the file', rules: rules(4) });
    await edit('theme', { environments: { staging: { default: 'dark' } } });
    expect(await run('push', '--check', ...owners, '--store-owns', 'environments.staging', 'name')).toMatchObject({
      code: 2,
    });
    expect(await run('push', '--check', '--store-owns', 'environments.staging', 'name')).toMatchObject({ code: 0 });
  });

  it('never deletes without --delete, and nothing that changed since', async () => {
    const { run, edit, inFile, flagstaff } = await openDesk(way);
    await run('pull');
    await edit('old-search', undefined);
    await edit('theme', undefined);
    await flagstaff.management.set({ ...SHOP[4]!, name: 'Changed' });
    expect(await run('push', '--delete', '--yes')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('one side deleted it'),
    });
    await run('pull', '--prefer', 'store');
    expect(await inFile('theme')).toBeDefined();
    const kept = await run('push', '--yes');
    expect([kept.code, kept.stderr]).toEqual([0, expect.stringContaining('lacks them: flag:old-search')]);
    expect(await flagstaff.management.get('flag:old-search')).toBeDefined();
    expect((await run('push', '--yes', '--delete')).code).toBe(0);
    expect(await flagstaff.management.get('flag:old-search')).toBeUndefined();
  });

  it('removes from the file what was deleted in the store', async () => {
    const { run, inFile, flagstaff } = await openDesk(way);
    await run('pull');
    await flagstaff.management.delete('flag:old-search');
    expect(await run('pull', '--check')).toMatchObject({ code: 1, stdout: 'flag:old-search\n' });
    await run('pull');
    expect(await inFile('old-search')).toBeUndefined();
    expect(await run('push', '--check')).toMatchObject({ code: 0 });
  });

  it('refuses a lock that is none', async () => {
    const { run, folder } = await openDesk(way);
    await folder.write('flags.lock.json', '[]');
    expect(await run('pull')).toMatchObject({ code: 2, stderr: expect.stringContaining('no lock file') });
  });
});
