// Tests the published client for browsers, in a browser.
import { createFlagstaff } from '@flagstaff/core';
import type { Document } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { ofrep } from '@flagstaff/ofrep';
import { bundleForPage, CHROMIUM, openBrowser } from '@flagstaff/testbed';
import type { Browser, Page } from '@flagstaff/testbed';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const SCRIPT = `
  import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
  import { OpenFeature, ProviderEvents } from '@openfeature/web-sdk';
  const query = new URLSearchParams(location.search);
  const client = OpenFeature.getClient();
  const show = () => (document.body.textContent = JSON.stringify(client.getStringDetails('theme', '?')));
  OpenFeature.addHandler(ProviderEvents.ConfigurationChanged, show);
  const provider = new OFREPWebProvider({
    baseUrl: query.get('from') ?? location.origin,
    pollInterval: Number(query.get('poll') ?? 0),
    ...(query.has('poll') && { changeDetection: 'polling' }),
  });
  OpenFeature.setProviderAndWait(provider, { targetingKey: 'u1', plan: query.get('plan') ?? 'free' }).then(show, (error) => {
    document.body.textContent = String(error);
  });
`;

const theme = (fallback: string): Document => ({
  kind: 'flag',
  key: 'theme',
  type: 'string',
  variants: { light: 'l', dark: 'd' },
  default: fallback,
  rules: [{ when: { attribute: 'plan', operator: 'eq', value: 'pro' }, serve: 'dark' }],
  clientSide: true,
});

describe.skipIf(CHROMIUM === undefined)('the published client for browsers', () => {
  let browser: Browser;
  let script: string;
  beforeAll(async () => {
    [browser, script] = await Promise.all([openBrowser(), bundleForPage(SCRIPT, import.meta.url)]);
  });
  afterAll(() => browser.close());
  const endings: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of endings.splice(0).toReversed()) await end();
  });

  async function start(options: { readonly events?: false; readonly origins?: readonly string[] } = {}) {
    const flagstaff = createFlagstaff({ bootstrap: [theme('light')] });
    await flagstaff.ready();
    const handler = ofrep(flagstaff, {
      authorize: 'anyone',
      ...(options.events === false && { events: false }),
      ...(options.origins && { cors: { origins: options.origins } }),
    });
    const app = new Hono()
      .all('/ofrep/*', (c) => handler(c.req.raw))
      .get('/', (c) =>
        c.html('<!doctype html><meta charset="utf-8"><body></body><script type="module" src="/script.js"></script>'),
      )
      .get('/script.js', (c) => c.body(script, 200, { 'content-type': 'text/javascript' }));
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
    if (!server.listening) await once(server, 'listening');
    endings.push(async () => {
      server.closeAllConnections();
      server.close();
      await flagstaff.close();
    });
    return { flagstaff, handler, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  async function visit(url: string): Promise<Page> {
    const page = await browser.newPage();
    endings.push(() => page.close());
    await page.goto(url);
    return page;
  }

  const shown = async (page: Page): Promise<string> => (await page.textContent('body')) ?? '';

  it('receives the flags for its context', async () => {
    const { url } = await start();
    const free = await visit(url);
    await expect.poll(() => shown(free)).toContain('"value":"l","variant":"light"');
    const pro = await visit(`${url}/?plan=pro`);
    await expect.poll(() => shown(pro)).toContain('"reason":"TARGETING_MATCH"');
  });

  it('receives changes by events', async () => {
    const { url, flagstaff, handler } = await start();
    const page = await visit(url);
    await expect.poll(() => shown(page)).toContain('"value":"l"');
    await expect.poll(() => handler.openStreams).toBe(1);
    await manage(flagstaff).set(theme('dark'));
    await expect.poll(() => shown(page)).toContain('"value":"d"');
    await page.close();
    await expect.poll(() => handler.openStreams).toBe(0);
  });

  it('receives changes by polling', async () => {
    const { url, flagstaff, handler } = await start({ events: false });
    const page = await visit(`${url}/?poll=50`);
    await expect.poll(() => shown(page)).toContain('"value":"l"');
    await manage(flagstaff).set(theme('dark'));
    await expect.poll(() => shown(page)).toContain('"value":"d"');
    expect(handler.openStreams).toBe(0);
  });

  it('requests another origin that allows its page', async () => {
    const shop = await start();
    const flags = await start({ origins: [shop.url] });
    const allowed = await visit(`${shop.url}/?from=${flags.url}&plan=pro`);
    await expect.poll(() => shown(allowed)).toContain('"value":"d"');
    const stranger = await start({ origins: ['https://shop.example'] });
    const refused = await visit(`${shop.url}/?from=${stranger.url}`);
    await expect.poll(() => shown(refused)).toMatch(/error|fetch/i);
  });
});
