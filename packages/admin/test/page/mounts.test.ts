// The page works wherever it is mounted, without configuration. Docs: docs/design/admin-page.md
import { admin } from '@flagstaff/admin';
import { count } from '@flagstaff/spec';
import { CHROMIUM } from '@flagstaff/testbed';
import type { Page } from '@flagstaff/testbed';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { createServer, request as send } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FRAMEWORKS, listening, MOUNT } from '../support/serve.ts';
import { BEHIND_MIDDLEWARE } from './support/behind-middleware.ts';
import { DEMO_DOCUMENTS, DEMO_FLAGS } from './support/demo.ts';
import { sharedBrowser, visit } from './support/visit.ts';

/** Apps without other middleware. Old versions differ in nothing that a browser sees. */
const PLAIN = FRAMEWORKS.filter(([name]) => !name.endsWith('body parser') && !/\d\.\d/.test(name));
const documents = [...DEMO_DOCUMENTS, ...DEMO_FLAGS.map(([flag]) => flag)];

/** Starts a proxy that serves another server below a prefix, which it strips, as `proxy_pass http://host/;` does. */
async function startStrippingProxy(target: string, prefix: string): Promise<string> {
  return startProxy(target, prefix, (path) => new URL(target).pathname + path.slice(prefix.length));
}

/** Starts a proxy that asks another server for the paths that it is asked for. */
async function startKeepingProxy(target: string): Promise<string> {
  return startProxy(target, new URL(target).pathname, (path) => path);
}

async function startProxy(target: string, prefix: string, pathOf: (path: string) => string): Promise<string> {
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const path = pathOf(incoming.url ?? '');
    const forwarded = send({ hostname, port, path, method: incoming.method, headers: incoming.headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    outgoing.on('close', () => forwarded.destroy());
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`;
}

describe.skipIf(CHROMIUM === undefined)('behind middleware that replaces the policy', () => {
  it('says that the scripts did not run', async () => {
    const flagstaff = createFlagstaff({ bootstrap: documents });
    onTestFinished(() => flagstaff.close());
    const app = new Hono()
      .use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'self'"] } }))
      .mount(MOUNT, admin(flagstaff, { authorize: () => ({ actor: 'ada', roles: 'admin' }) }));
    const url = await listening(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server);
    const page = await (await sharedBrowser()).newPage();
    onTestFinished(() => page.close());
    await page.goto(url);
    const sentence = page.getByText('mount the admin before it');
    await sentence.waitFor();
    expect(await sentence.isVisible()).toBe(true);
  });
});

describe.skipIf(CHROMIUM === undefined).each(BEHIND_MIDDLEWARE)('at the root of %s', (_name, start) => {
  it('opens the list and a deep link, follows changes, and writes', async () => {
    const flagstaff = createFlagstaff({ bootstrap: documents });
    onTestFinished(() => flagstaff.close());
    const { origin } = new URL(await start(flagstaff));
    const page = await visit(origin, '/flags/new-checkout/history');
    await page.getByText('Live', { exact: true }).waitFor();
    await openListFrom(page, origin);
    await manage(flagstaff).set({ kind: 'flag', key: 'from-elsewhere', type: 'boolean' });
    await page.getByRole('link', { name: 'from-elsewhere' }).waitFor();
    const status = await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json', 'flagstaff-admin': '1', 'if-match': '*' };
      const patch = { method: 'PATCH', headers, body: JSON.stringify({ owner: 'ada' }) };
      return (await fetch('api/v1/flags/from-elsewhere', patch)).status;
    });
    expect(status).toBe(200);
  });
});

/** Follows the link to the list. The page must stay below its mount. */
async function openListFrom(page: Page, mount: string): Promise<void> {
  await page.getByRole('link', { name: 'Flags', exact: true }).first().click();
  await page.getByRole('link', { name: 'new-checkout' }).waitFor();
  await expect.poll(() => page.url()).toBe(`${mount}/`);
}

/** Proxies, each with the URL of the page behind it. */
const PROXIES: readonly (readonly [name: string, start: (url: string) => Promise<string>])[] = [
  ['strips a prefix', (url) => startStrippingProxy(url, '/tools/acme')],
  ['keeps the prefix', startKeepingProxy],
];

// Such proxies send an app what a browser would send without them.
describe.skipIf(CHROMIUM === undefined).each(PLAIN.slice(0, count(1, PLAIN.length)))(
  'behind a proxy, in %s',
  (_name, start) => {
    it.each(PROXIES)('that %s, opens a deep link and the list, and follows changes', async (_proxy, startProxyOf) => {
      const flagstaff = createFlagstaff({ bootstrap: documents });
      onTestFinished(() => flagstaff.close());
      const proxy = await startProxyOf(await start(flagstaff, () => ({ actor: 'ada', roles: 'admin' })));
      const page = await visit(proxy, '/flags/new-checkout/history');
      expect(page.url()).toBe(`${proxy}/flags/new-checkout/history`);
      await openListFrom(page, proxy);
      await page.getByText('Live', { exact: true }).waitFor();
      await manage(flagstaff).set({ kind: 'flag', key: 'from-elsewhere', type: 'boolean' });
      await page.getByRole('link', { name: 'from-elsewhere' }).waitFor();
    });
  },
);

describe.skipIf(CHROMIUM === undefined).each(PLAIN)('in %s', (_name, start) => {
  async function startApp(): Promise<string> {
    const flagstaff = createFlagstaff({ bootstrap: documents });
    onTestFinished(() => flagstaff.close());
    await flagstaff.ready();
    return start(flagstaff, () => ({ actor: 'ada', roles: 'admin' }));
  }

  it('opens the list at the mount, with and without a slash, and deep links', async () => {
    const url = await startApp();
    const page = await visit(url, '');
    for (const path of ['', '/', '/flags/new-checkout/history']) {
      if (path !== '') await page.goto(`${url}${path}`);
      if (path.endsWith('history')) await openListFrom(page, url);
      await page.getByRole('link', { name: 'new-checkout' }).waitFor();
      await page.getByText('Live', { exact: true }).waitFor();
      await expect.poll(() => page.title()).toBe('Flags · Flagstaff');
    }
  });

  it('leaves other paths to the app', async () => {
    const url = await startApp();
    const own = await fetch(`${url}/own`);
    expect(await own.text()).toBe('own');
  });
});
