// Tests the page's own flag reader against the endpoints.
import { createFlagstaff } from '@flagstaff/core';
import type { Document, Flagstaff } from '@flagstaff/core';
import { pageFlags } from '@flagstaff/core/browser';
import { manage } from '@flagstaff/core/management';
import { ofrep } from '@flagstaff/ofrep';
import type { OfrepHandler } from '@flagstaff/ofrep';
import { bundleForPage, CHROMIUM, openBrowser, openTabs } from '@flagstaff/testbed';
import type { Browser, Page } from '@flagstaff/testbed';
import { getRequestListener } from '@hono/node-server';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const theme = (fallback: string): Document => ({
  kind: 'flag',
  key: 'theme',
  type: 'string',
  variants: { light: 'l', dark: 'd' },
  default: fallback,
  clientSide: true,
});

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

type Fetch = (request: Request) => Response | Promise<Response>;

/** Starts a server whose responses can be replaced while it runs. */
async function serve(first: Fetch): Promise<{ readonly url: string; answer: Fetch; closeAllConnections(): void }> {
  const served = { url: '', answer: first, closeAllConnections: () => server.closeAllConnections() };
  const server = createServer(getRequestListener((request) => served.answer(request))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  endings.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  served.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return served;
}

async function flagstaffWith(fallback: string): Promise<Flagstaff> {
  const flagstaff = createFlagstaff({ bootstrap: [theme(fallback)] });
  endings.push(() => flagstaff.close());
  await flagstaff.ready();
  return flagstaff;
}

describe('refresh', () => {
  it('sends sequential requests, and one for all concurrent calls', async () => {
    const flagstaff = await flagstaffWith('light');
    const handler = ofrep(flagstaff, { authorize: 'anyone' });
    let requests = 0;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { url } = await serve(async (request) => {
      requests += 1;
      // The first response is created before the change and arrives after it.
      const response = await handler(request);
      if (requests === 1) await held;
      return response;
    });
    const flags = pageFlags({ bootstrap: { flags: {} }, ofrep: { baseUrl: url } });
    const first = flags.refresh();
    await expect.poll(() => requests).toBe(1);
    await manage(flagstaff).set(theme('dark'));
    const later = [flags.refresh(), flags.refresh(), flags.refresh()];
    release();
    expect(await first).toEqual(['theme']);
    expect(await Promise.all(later)).toEqual([['theme'], ['theme'], ['theme']]);
    expect(requests).toBe(2);
    expect(flags.value('theme', '?')).toBe('d');
    expect(await flags.refresh()).toEqual([]);
  });

  it('rejects without a response, keeps its flags, and recovers', async () => {
    const flagstaff = await flagstaffWith('light');
    const handler = ofrep(flagstaff, { authorize: 'anyone' });
    const server = await serve(() => new Response('no', { status: 503 }));
    const flags = pageFlags({ bootstrap: { flags: {} }, ofrep: { baseUrl: server.url } });
    await expect(flags.refresh()).rejects.toThrow('503');
    expect(flags.value('theme', '?')).toBe('?');
    server.answer = handler;
    expect(await flags.refresh()).toEqual(['theme']);
    server.answer = () => new Response('{}', { headers: { 'content-type': 'application/json' } });
    await expect(flags.refresh()).rejects.toThrow(TypeError);
    expect(flags.value('theme', '?')).toBe('l');
  });

  it('notifies every listener even when one throws', async () => {
    const handler = ofrep(await flagstaffWith('light'), { authorize: 'anyone' });
    const { url } = await serve(handler);
    const flags = pageFlags({ bootstrap: { flags: {} }, ofrep: { baseUrl: url } });
    const received: unknown[] = [];
    flags.onChange(() => {
      throw new Error('a fault of the page');
    });
    const remove = flags.onChange((changed) => received.push(changed));
    expect(await flags.refresh()).toEqual(['theme']);
    remove();
    expect(received).toEqual([['theme']]);
  });
});

describe.skipIf(CHROMIUM === undefined)('follow, in a browser', () => {
  let browser: Browser;
  let script: string;
  beforeAll(async () => {
    const source = `
      import { pageFlags } from '@flagstaff/core/browser';
      const flags = pageFlags({ ofrep: {} });
      const show = () => (document.body.textContent = flags.value('theme', '?'));
      show();
      flags.onChange(show);
      globalThis.stop = flags.follow();
    `;
    [browser, script] = await Promise.all([openBrowser(), bundleForPage(source, import.meta.url)]);
  });
  afterAll(() => browser.close());

  /** The page, and the endpoints behind it, served by the current handler. */
  const site =
    (handler: Fetch): Fetch =>
    (request) => {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith('/ofrep/')) return handler(request);
      const type = pathname === '/page.js' ? 'text/javascript' : 'text/html';
      const html = '<!doctype html><body></body><script type="module" src="/page.js"></script>';
      return new Response(pathname === '/page.js' ? script : html, { headers: { 'content-type': type } });
    };

  async function visit(url: string): Promise<Page> {
    const page = await browser.newPage();
    endings.push(() => page.close());
    await page.goto(url);
    return page;
  }

  /** Opens pages of one browser profile, which share six connections to a server. */
  async function visitOften(url: string, times: number): Promise<Page[]> {
    const context = await browser.newContext();
    endings.push(() => context.close());
    const pages: Page[] = [];
    for (let opened = 0; opened < times; opened++) {
      const page = await context.newPage();
      await page.goto(url);
      pages.push(page);
    }
    return pages;
  }

  const shown = (pages: readonly Page[]): Promise<(string | null)[]> =>
    Promise.all(pages.map((page) => page.textContent('body')));

  const open = (flagstaff: Flagstaff): OfrepHandler => ofrep(flagstaff, { authorize: 'anyone' });

  it('continues after a restart of a server that rejects the old URL', async () => {
    const before = open(await flagstaffWith('light'));
    const server = await serve(site(before));
    const page = await visit(server.url);
    await expect.poll(() => page.textContent('body')).toBe('l');
    await expect.poll(() => before.openStreams).toBe(1);

    const flagstaff = await flagstaffWith('dark');
    const after = open(flagstaff);
    server.answer = site(after);
    server.closeAllConnections();
    await expect.poll(() => page.textContent('body')).toBe('d');
    await expect.poll(() => after.openStreams).toBe(1);
    await manage(flagstaff).set(theme('light'));
    await expect.poll(() => page.textContent('body')).toBe('l');
    await page.evaluate('stop()');
    await expect.poll(() => after.openStreams).toBe(0);
  });

  it('shares one stream among the pages of a browser, so that the eighth loads too', async () => {
    const flagstaff = await flagstaffWith('light');
    const handler = open(flagstaff);
    const { url } = await serve(site(handler));
    const pages = await visitOften(url, 8);
    await expect.poll(() => shown(pages)).toEqual(pages.map(() => 'l'));
    expect(handler.openStreams).toBe(1);
    await manage(flagstaff).set(theme('dark'));
    await expect.poll(() => shown(pages)).toEqual(pages.map(() => 'd'));

    // Another page takes over from the one that has the stream.
    const [first, ...others] = pages;
    await first!.close();
    await manage(flagstaff).set(theme('light'));
    await expect.poll(() => shown(others)).toEqual(others.map(() => 'l'));
    expect(handler.openStreams).toBe(1);
  });

  it('polls in a hidden tab, which gives up its stream to the visible one', async () => {
    const flagstaff = await flagstaffWith('light');
    const handler = open(flagstaff);
    /** What each tab showed last. */
    const seen = new Map<string, { readonly value: string | null; readonly visibility: string | null }>();
    /** The tabs that opened the streams. */
    const streams: string[] = [];
    const reporting = await bundleForPage(
      `
      // A minute takes a second.
      const { setTimeout } = globalThis;
      globalThis.setTimeout = (task, ms) => setTimeout(task, ms / 60);
      const { pageFlags } = await import('@flagstaff/core/browser');
      const flags = pageFlags({ ofrep: {} });
      const report = () =>
        fetch('/seen?' + new URLSearchParams({ value: flags.value('theme', '?'), visibility: document.visibilityState }));
      flags.onChange(report);
      document.addEventListener('visibilitychange', report);
      flags.follow();
      `,
      import.meta.url,
    );
    const { url } = await serve((request) => {
      const { pathname, searchParams } = new URL(request.url);
      const tab = new URL(request.headers.get('referer') ?? url).pathname;
      if (pathname === '/seen') {
        seen.set(tab, { value: searchParams.get('value'), visibility: searchParams.get('visibility') });
        return new Response();
      }
      if (pathname.startsWith('/ofrep/') && request.method === 'GET') streams.push(tab);
      if (pathname === '/page.js') return new Response(reporting, { headers: { 'content-type': 'text/javascript' } });
      return site(handler)(request);
    });
    const tabs = await openTabs(browser);
    endings.push(() => tabs.close());
    const expectSeen = (a: readonly [string, string], b: readonly [string, string]): Promise<void> =>
      expect
        .poll(() => [...seen], { timeout: 12_000 })
        .toEqual([
          ['/a', { value: a[0], visibility: a[1] }],
          ['/b', { value: b[0], visibility: b[1] }],
        ]);

    const first = await tabs.open(`${url}/a`);
    await expect.poll(() => streams).toEqual(['/a']);
    const second = await tabs.open(`${url}/b`);
    await expect.poll(() => streams).toEqual(['/a', '/b']);
    await expectSeen(['l', 'hidden'], ['l', 'visible']);
    await expect.poll(() => handler.openStreams).toBe(1);

    await manage(flagstaff).set(theme('dark'));
    await expectSeen(['d', 'hidden'], ['d', 'visible']);
    expect(streams).toEqual(['/a', '/b']);

    await first.show();
    await expect.poll(() => streams).toEqual(['/a', '/b', '/a']);
    await expect.poll(() => handler.openStreams).toBe(1);
    await manage(flagstaff).set(theme('light'));
    await expectSeen(['l', 'visible'], ['l', 'hidden']);

    await first.close();
    await expect.poll(() => streams).toEqual(['/a', '/b', '/a', '/b']);
    await expect.poll(() => handler.openStreams).toBe(1);
    await manage(flagstaff).set(theme('dark'));
    await expectSeen(['l', 'hidden'], ['d', 'visible']);
    await second.close();
    await expect.poll(() => handler.openStreams).toBe(0);
  });

  it('retries until it gets a response, at the start and after an event', async () => {
    const flagstaff = await flagstaffWith('light');
    const handler = open(flagstaff);
    let refused = 0;
    const refusing: Fetch = (request) => {
      if (request.method === 'GET') return handler(request);
      refused += 1;
      return new Response('busy', { status: 429 });
    };
    const server = await serve(site(refusing));
    const page = await visit(server.url);
    await expect.poll(() => refused).toBeGreaterThan(1);
    expect(await page.textContent('body')).toBe('?');
    server.answer = site(handler);
    await expect.poll(() => page.textContent('body')).toBe('l');
    await expect.poll(() => handler.openStreams).toBe(1);

    server.answer = site(refusing);
    refused = 0;
    await manage(flagstaff).set(theme('dark'));
    await expect.poll(() => refused).toBeGreaterThan(1);
    server.answer = site(handler);
    await expect.poll(() => page.textContent('body')).toBe('d');
    expect(handler.openStreams).toBe(1);
  });
});
