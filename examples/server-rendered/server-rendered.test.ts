import { CHROMIUM, openBrowser } from '@flagstaff/testbed';
import type { Browser } from '@flagstaff/testbed';
import request from 'supertest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunningExample } from './src/start.ts';
import { start } from './src/start.ts';

let example: RunningExample;
beforeEach(async () => {
  example = await start(0);
});
afterEach(() => example.stop());

it('renders the page from the flags, and embeds their values', async () => {
  const { text, headers } = await request(example.url).get('/').set('cookie', 'plan=pro').expect(200);
  expect(text).toContain('<html lang="en" data-theme="dark">');
  expect(text).toContain('<script type="application/json" id="flagstaff">');
  expect(text).not.toContain('price-experiment');
  expect(headers['x-depends-on']).toBe('plan');
});

it('serves a small script for the page', async () => {
  const { text } = await request(example.url).get('/page.js').expect(200);
  expect(text.length).toBeLessThan(6_000);
});

describe.skipIf(CHROMIUM === undefined)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it('does not flicker: the script changes nothing that the server rendered', async () => {
    const page = await browser.newPage();
    // Records every change of the theme or the text, from before the first script.
    await page.addInitScript(`
      globalThis.changes = [];
      new MutationObserver((records) => {
        for (const record of records) {
          const { target, oldValue } = record;
          if (record.type === 'attributes' && target.dataset.theme !== oldValue) changes.push(oldValue);
          if (record.type === 'childList' && target.id === 'checkout' && record.removedNodes.length > 0) {
            const [removed] = record.removedNodes;
            if (removed.textContent !== target.textContent) changes.push(removed.textContent);
          }
        }
      }).observe(document, { subtree: true, childList: true, attributes: true, attributeOldValue: true, attributeFilter: ['data-theme'] });
    `);
    const asked = page.waitForResponse((response) => response.url().includes('/ofrep/v1/evaluate/flags'));
    // The page opens its stream after it has applied the bootstrap.
    const used = page.waitForRequest((sent) => sent.url().includes('/ofrep/v1/events'));
    await page.goto(`${example.url}/login/pro`);
    expect((await asked).status()).toBe(200);
    expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
    await used;
    expect(await page.evaluate('globalThis.changes')).toEqual([]);
    await page.close();
  });

  it('shows a change without a reload', async () => {
    const page = await browser.newPage();
    await page.goto(example.url);
    expect(await page.textContent('#checkout')).toBe('classic');
    await request(example.url).post('/release').expect(204);
    await expect.poll(() => page.textContent('#checkout')).toBe('new');
    await page.close();
  });
});
