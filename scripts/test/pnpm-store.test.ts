import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { ENVIRONMENT } from '../lib/environment.mjs';
import { keepModules } from '../lib/pnpm-store.mjs';
import { capture } from '../lib/run.mjs';
import { createTree } from './fixture.ts';

const PNPM = fileURLToPath(new URL('../../node_modules/pnpm/bin/pnpm.cjs', import.meta.url));

/** pnpm is slow to start on a busy machine. */
vi.setConfig({ testTimeout: 60_000 });

const state = (storeDir: string): string => JSON.stringify({ layoutVersion: 5, storeDir }, null, 2);

it('an install under another HOME keeps node_modules', async () => {
  const root = await createTree({
    'project/package.json': '{ "name": "project", "dependencies": { "part": "file:./part" } }',
    'project/part/package.json': '{ "name": "part", "version": "1.0.0" }',
  });
  const project = join(root, 'project');
  const install = async (home: string, ...options: string[]) => {
    await mkdir(join(root, home), { recursive: true });
    // In CI, pnpm removes without a question.
    const env = { ...ENVIRONMENT, CI: '', HOME: join(root, home), XDG_DATA_HOME: '', PNPM_HOME: '' };
    return capture(process.execPath, [PNPM, 'install', '--offline', ...options], { cwd: project, env });
  };
  expect(await install('first')).toMatchObject({ code: 0 });
  const marker = join(project, 'node_modules', 'marker');
  await writeFile(marker, 'kept');

  const refused = await install('second', '--config.confirm-modules-purge=true');
  expect(refused.code, 'pnpm would remove it').not.toBe(0);
  expect(refused.stdout + refused.stderr).toContain('Aborted removal of modules directory');

  expect(await install('second', ...keepModules(project))).toMatchObject({ code: 0 });
  expect(await readFile(marker, 'utf8')).toBe('kept');
});

it('names the store when it cannot be used', async () => {
  const root = await createTree({ file: '', 'node_modules/.modules.yaml': '' });
  await writeFile(join(root, 'node_modules', '.modules.yaml'), state(join(root, 'file', 'store', 'v10')));
  expect(() => keepModules(root)).toThrow(`was installed from ${join(root, 'file', 'store')}`);
});

it('creates a store that is gone, and leaves the choice to pnpm before the first install', async () => {
  const root = await createTree({ 'node_modules/.modules.yaml': '' });
  expect(keepModules(join(root, 'elsewhere'))).toEqual(['--config.confirm-modules-purge=true']);
  await writeFile(join(root, 'node_modules', '.modules.yaml'), state(join(root, 'gone', 'store', 'v10')));
  expect(keepModules(root)).toContain(`--store-dir=${join(root, 'gone', 'store')}`);
});
