// What a page of another origin can do to a user whom the application lets in.
import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { admin } from '@flagstaff/admin/express';
import { CHROMIUM } from '@flagstaff/testbed';
import express from 'express';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listening, MOUNT } from '../support/serve.ts';
import { sharedBrowser } from './support/visit.ts';

/** Starts an application that lets every request in, whatever it carries. */
async function startApp() {
  const flagstaff = createFlagstaff();
  onTestFinished(() => flagstaff.close());
  const management = manage(flagstaff);
  await management.set({ kind: 'flag', key: 'a', type: 'boolean' });
  const seen: string[] = [];
  const app = express()
    .use((req, res, next) => {
      res.on('finish', () => seen.push(`${req.method} ${req.originalUrl.slice(MOUNT.length)} ${res.statusCode}`));
      next();
    })
    .use(MOUNT, admin(flagstaff, { authorize: () => ({ actor: 'ada', roles: 'admin' }) }));
  return { url: await listening(createServer(app)), management, seen };
}

/** Starts a server with an empty page at every path. Resolves to its port. */
async function startOther(): Promise<string> {
  const server = createServer((_req, res) => res.setHeader('content-type', 'text/html').end('<!doctype html><title>x'));
  return new URL(await listening(server)).port;
}

/** Tries every way of a page to write to the admin. Runs in the browser. */
const WRITES = `async (url) => {
  const flag = '{"kind":"flag","key":"b","type":"boolean"}';
  const attempt = async (init) => {
    try {
      return (await fetch(url + '/api/v1/flags', { method: 'POST', body: flag, credentials: 'include', ...init })).type;
    } catch {
      return 'refused';
    }
  };
  const json = { 'content-type': 'application/json' };
  const outcomes = [
    await attempt({ headers: json }),
    await attempt({ headers: { ...json, 'flagstaff-admin': '1' } }),
    await attempt({ mode: 'no-cors' }),
    await attempt({ mode: 'no-cors', headers: { 'content-type': 'text/plain' } }),
  ];
  for (const enctype of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    await new Promise((resolve) => {
      const target = Object.assign(document.createElement('iframe'), { name: enctype, onload: resolve });
      const form = Object.assign(document.createElement('form'), { method: 'post', enctype, target: enctype });
      form.action = url + '/api/v1/flags';
      form.append(Object.assign(document.createElement('input'), { name: flag.slice(0, -1), value: '"}' }));
      document.body.append(target, form);
      form.submit();
    });
  }
  navigator.sendBeacon(url + '/api/v1/flags', flag);
  return outcomes;
}`;

/** Tries to learn something about the admin, and to show it in a frame. Runs in the browser. */
const READS = `async (url) => {
  const load = (tag, path) =>
    new Promise((resolve) => {
      const element = document.createElement(tag);
      element.addEventListener('load', () => resolve('loaded'));
      element.addEventListener('error', () => resolve('error'));
      const attributes = tag === 'link' ? { rel: 'stylesheet', href: url + path } : { src: url + path };
      document.head.append(Object.assign(element, attributes));
    });
  const read = await fetch(url + '/api/v1/flags/a').then(() => 'read', () => 'refused');
  const learned = new Set();
  for (const path of ['/api/v1/flags/a', '/api/v1/flags/none', '/'])
    for (const tag of ['script', 'link', 'img']) learned.add(await load(tag, path));
  const frame = Object.assign(document.createElement('iframe'), { name: 'shown', src: url + '/' });
  const shown = new Promise((resolve) => frame.addEventListener('load', resolve));
  document.body.append(frame);
  await shown;
  const timings = performance.getEntriesByType('resource').filter(({ name }) => name.startsWith(url));
  return { read, learned: [...learned], statuses: [...new Set(timings.map((timing) => timing.responseStatus))] };
}`;

describe.skipIf(CHROMIUM === undefined)('a page of another origin', () => {
  // Another port is the same site, another host is not.
  it.each(['127.0.0.1', 'localhost'])('on %s writes nothing, learns nothing, and frames nothing', async (host) => {
    const { url, management, seen } = await startApp();
    const page = await (await sharedBrowser()).newPage();
    onTestFinished(() => page.close());
    await page.goto(`http://${host}:${await startOther()}/`);
    expect(await page.evaluate(`(${WRITES})('${url}')`)).toEqual(Array(4).fill('refused'));
    // Two without a preflight, three forms and a beacon arrive, and are refused.
    await expect.poll(() => seen.filter((each) => each.startsWith('POST ')).length).toBe(6);
    expect(seen.filter((each) => /^(?:POST|PUT|PATCH|DELETE) .* 2\d\d$/.test(each))).toEqual([]);
    expect((await management.list()).map(({ key }) => key)).toEqual(['a']);

    expect(await page.evaluate(`(${READS})('${url}')`)).toEqual({ read: 'refused', learned: ['error'], statuses: [0] });
    // Neither the page nor the answers to the forms are shown: Chromium replaces them by pages of its own.
    const framed = (): readonly string[] =>
      page.frames().flatMap((frame) => (frame === page.mainFrame() ? [] : [frame.url()]));
    await expect.poll(framed).toEqual(Array(4).fill('chrome-error://chromewebdata/'));
  });
});
