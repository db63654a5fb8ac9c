// The page and its files over HTTP, without a browser.
import { createFlagstaff } from '@flagstaff/core';
import { admin } from '@flagstaff/admin';
import type { AdminOptions } from '@flagstaff/admin';
import { build } from 'esbuild';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SCREENS } from '../../src/page/routes.ts';

const HERE = dirname(fileURLToPath(import.meta.url));

async function startHandler(
  options: Partial<AdminOptions> = {},
): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  const flagstaff = createFlagstaff({ bootstrap: [] });
  onTestFinished(() => flagstaff.close());
  await flagstaff.ready();
  const handler = admin(flagstaff, { ...options, authorize: () => ({ actor: 'ada', roles: 'admin' }) });
  return (path, init) => handler(new Request(`http://host${path}`, init));
}

/** Returns the paths of the files that a page names. */
async function filesOf(response: Response): Promise<readonly string[]> {
  const html = await response.text();
  return [...html.matchAll(/"(assets\/[^"]+)"/g)].map(([, name]) => `/${name}`);
}

/** What the HTML gives to its script. */
interface Boot {
  readonly reads: readonly string[];
  readonly preload: readonly string[];
}

async function bootOf(response: Response): Promise<Boot> {
  const html = await response.text();
  const [, json] = /\}\)\((\{.*\}),document\.currentScript\)/.exec(html)!;
  return JSON.parse(json!) as Boot;
}

/** A path of each screen with modules of its own. */
const LAZY_SCREENS = Object.entries(SCREENS).filter(([screen]) => screen !== 'flags');

describe('the page', () => {
  it.each(LAZY_SCREENS)('preloads the modules of the screen "%s"', async (screen, path) => {
    const ask = await startHandler();
    const { preload } = await bootOf(await ask(path.replaceAll(/:\w+/g, '1')));
    expect(preload.filter((name) => name.startsWith(`assets/${screen}-screen-`))).toHaveLength(1);
    expect(new Set(preload).size).toBe(preload.length);
  });

  it.each([
    ['/', ['me', 'flags?limit=50']],
    ['/?env=staging', ['me', 'flags?limit=50']],
    ['/?q=shop', ['me']],
    ['/flags/a%20b/json?env=*', ['me', 'flags/a%20b']],
    ['/flags/%zz', ['me']],
    ['/history', ['me']],
  ])('requests what %s reads first, before its scripts run', async (path, reads) => {
    const ask = await startHandler();
    const boot = await bootOf(await ask(path));
    expect(boot.reads).toEqual(reads.map((read) => `api/v1/${read}`));
  });

  it('is stored by no cache, and its files are stored forever', async () => {
    const ask = await startHandler();
    const page = await ask('/flags/checkout');
    expect(page.headers.get('cache-control')).toBe('private, no-store');
    const files = await filesOf(page);
    expect(files.length).toBeGreaterThan(1);
    for (const path of files) {
      const file = await ask(path, { headers: { 'accept-encoding': 'br, gzip' } });
      expect(file.status).toBe(200);
      expect(file.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
      expect(file.headers.get('content-encoding')).toBe('gzip');
    }
  });

  it.each(['', 'br', 'gzip;q=0', 'identity'])('inflates its files for clients that accept "%s"', async (accepted) => {
    const ask = await startHandler();
    const [path] = await filesOf(await ask('/'));
    const packed = await ask(path!, { headers: { 'accept-encoding': 'gzip' } });
    const plain = await ask(path!, { headers: { 'accept-encoding': accepted } });
    expect(plain.headers.has('content-encoding')).toBe(false);
    expect(await plain.text()).toBe(gunzipSync(await packed.arrayBuffer()).toString());
  });

  it('allows only its own scripts, with a nonce of their own for each response', async () => {
    const ask = await startHandler();
    const policies = await Promise.all(
      [1, 2].map(async () => (await ask('/')).headers.get('content-security-policy') ?? ''),
    );
    expect(policies[0]).toMatch(/script-src 'nonce-[\da-f]{36}' 'strict-dynamic'/);
    expect(policies[0]).toContain("require-trusted-types-for 'script'");
    expect(policies[0]).toContain("frame-ancestors 'none'");
    expect(policies[0]).not.toBe(policies[1]);
  });

  it('can be framed by its own origin', async () => {
    const ask = await startHandler({ frameAncestors: ['self', 'https://tools.example'] });
    const { headers } = await ask('/');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'self' https://tools.example");
    expect(headers.has('x-frame-options')).toBe(false);
  });

  it('responds to HEAD without a body', async () => {
    const ask = await startHandler();
    const response = await ask('/', { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  it.each(['/assets/none.js', '/assets/../flags', '/assets/constructor', '/nothing', '/flags', '/flags//history'])(
    'responds 404 to %s',
    async (path) => {
      const ask = await startHandler();
      expect((await ask(path)).status).toBe(404);
    },
  );

  it('is served by an application that was bundled into one file, from an empty folder on a disk that it cannot write to', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flagstaff-bundled-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await build({
      stdin: { contents: PROGRAM, resolveDir: HERE, loader: 'ts' },
      outfile: join(folder, 'app.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@flagstaff/source'],
      logLevel: 'error',
    });
    const execArgv = ['--experimental-permission', '--allow-fs-read=*', '--no-warnings'];
    const child = fork(join(folder, 'app.mjs'), { cwd: folder, execArgv });
    onTestFinished(() => void child.kill());
    const [[refusal, ...statuses]] = (await once(child, 'message')) as [[refusal: string, ...statuses: number[]]];
    expect(refusal).toBe('ERR_ACCESS_DENIED');
    expect(statuses.length).toBeGreaterThan(2);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});

/** Asks its own handler for the page and all files that it names. */
const PROGRAM = `
import { writeFile } from 'node:fs/promises';
import { createFlagstaff } from '@flagstaff/core';
import { admin } from '@flagstaff/admin';
const flagstaff = createFlagstaff({ bootstrap: [] });
await flagstaff.ready();
const handler = admin(flagstaff, { authorize: () => ({ actor: 'ada', roles: 'admin' }) });
const page = await handler(new Request('http://host/'));
const names = [...(await page.text()).matchAll(/"(assets\\/[^"]+)"/g)].map(([, name]) => name);
const files = await Promise.all(names.map((name) => handler(new Request('http://host/' + name))));
const { code } = await writeFile('probe.txt', '').catch((error) => error);
process.send([code, ...[page, ...files].map(({ status }) => status)]);
`;
