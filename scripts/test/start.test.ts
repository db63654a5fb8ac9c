import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, realpath, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { bundleExample } from '../lib/example-bundle.mjs';
import { externalDependencies } from '../lib/example-dependencies.mjs';
import { installLocked } from '../lib/locked-install.mjs';
import { filesBelow } from '../lib/tree.mjs';
import { readPackages } from '../lib/workspace-packages.mjs';
import { createTree } from './fixture.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXAMPLE = join(ROOT, 'examples', 'three-frameworks');
const START = join(ROOT, 'scripts', 'start');

interface Manifest {
  readonly dependencies: { readonly [name: string]: string };
  readonly devDependencies: { readonly [name: string]: string };
}

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8')) as unknown;
const manifest = (await readJson(join(START, 'package.json'))) as Manifest;

it('npm start installs what the example, the packages below it and the page depend on, and bundlers', async () => {
  expect(manifest.dependencies).toEqual(externalDependencies('@flagstaff-examples/three-frameworks'));
  const root = (await readJson(join(ROOT, 'package.json'))) as Manifest;
  const admin = (await readJson(join(ROOT, 'packages/admin/package.json'))) as Manifest;
  const ofPage = ['vite', ...(await pageImports())]
    // Packages need some of these at runtime too.
    .filter((name) => !Object.hasOwn(manifest.dependencies, name))
    .map((name) => [name, admin.devDependencies[name]]);
  expect(manifest.devDependencies).toEqual({
    ...Object.fromEntries(ofPage),
    esbuild: root.devDependencies['esbuild'],
  });
});

/** The packages that the sources of the page import. */
async function pageImports(): Promise<string[]> {
  const ui = join(ROOT, 'packages/admin/ui');
  const names = new Set<string>();
  for (const path of await filesBelow(ui, (each) => /\.tsx?$/.test(each) && !each.endsWith('.d.ts'))) {
    for (const [, name] of (await readFile(join(ui, path), 'utf8')).matchAll(/ from '((?:@[\w-]+\/)?[\w-]+)/g)) {
      if (!name!.startsWith('@flagstaff/')) names.add(name!);
    }
  }
  return [...names];
}

it('the lockfile of npm start belongs to its package.json, and names no registry', async () => {
  const text = await readFile(join(START, 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as { packages: { '': Manifest } };
  const again = 'run `npm install --package-lock-only` in scripts/start';
  expect(packages[''], again).toMatchObject({
    dependencies: manifest.dependencies,
    devDependencies: manifest.devDependencies,
  });
  expect(text).not.toContain('"resolved"');
});

const lockOf = (name: string): string => JSON.stringify({ name, lockfileVersion: 3, packages: { '': { name } } });

it('an install appears complete, is kept, and is done once', async () => {
  const root = await createTree({ 'from/package.json': '{ "name": "a" }', 'from/package-lock.json': lockOf('a') });
  const onInstall = vi.fn<() => void>();
  const install = (): Promise<string> => installLocked(join(root, 'from'), join(root, 'to'), { onInstall });
  const folder = await install();
  expect(await install()).toBe(folder);
  expect(onInstall).toHaveBeenCalledTimes(1);
  expect(await readdir(join(root, 'to'))).toEqual([folder.slice(join(root, 'to').length + 1)]);
});

it('an install that fails leaves nothing', async () => {
  const root = await createTree({ 'from/package.json': '{ "name": "a" }', 'from/package-lock.json': 'broken' });
  await expect(installLocked(join(root, 'from'), join(root, 'to'))).rejects.toThrow('npm ci failed');
  expect(await readdir(join(root, 'to'))).toEqual([]);
});

/** Returns a folder with the packages that `npm start` installs, as the workspace has them. */
async function installedFromWorkspace(root: string): Promise<string> {
  const homes = [ROOT, ...[...readPackages().values()].map(({ folder }) => folder)];
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  for (const name of names) {
    const paths = homes.map((home) => join(home, 'node_modules', name));
    const found = await Promise.any(paths.map((path) => realpath(path)));
    const link = join(root, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(found, link);
  }
  return root;
}

it('the bundle of the sources serves, and changes a flag', async () => {
  const root = await createTree({ 'installed/package.json': '{}' });
  for (const name of ['flags.example.json', 'window.html']) await cp(join(EXAMPLE, name), join(root, name));
  const outdir = join(root, 'out');
  const installed = await installedFromWorkspace(join(root, 'installed'));
  await bundleExample(EXAMPLE, { entries: ['main', 'change-flag'], outdir, installed });

  const env = { ...process.env, EXPRESS_PORT: '0', KOA_PORT: '0', HONO_PORT: '0' };
  const server = spawn(process.execPath, [join(outdir, 'main.js')], { env });
  onTestFinished(() => void server.kill());
  let output = '';
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await expect.poll(() => output, { timeout: 30_000 }).toContain('Press Ctrl-C');
  const urls = output.match(/http:\/\/localhost:\d+/g)!.slice(0, 3);
  for (const url of urls) expect(await (await fetch(`${url}/?user=ada`)).json()).toMatchObject({ checkout: 'classic' });
  expect(await readFile(join(root, 'flags.json'), 'utf8')).toContain('"$schema"');
  const html = { headers: { accept: 'text/html' } };
  expect(await (await fetch(`${urls[0]!}/`, html)).text()).toContain('/admin/flags/');
  expect(await (await fetch(`${urls[0]!}/admin/flags/`, html)).text()).toMatch(/assets\/main-[\w-]+\.js/);

  const [code] = await once(spawn(process.execPath, [join(outdir, 'change-flag.js'), 'new-checkout', 'on']), 'exit');
  expect(code).toBe(0);
  await expect
    .poll(async () => (await fetch(`${urls[0]!}/?user=ada`)).json(), { timeout: 30_000 })
    .toMatchObject({ checkout: 'new' });
});
