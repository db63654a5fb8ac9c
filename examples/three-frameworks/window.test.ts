// The window of `npm start`, in a browser: the page of the flags beside the shops.
import { CHROMIUM, openBrowser } from '@flagstaff/testbed';
import type { Browser } from '@flagstaff/testbed';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const EXAMPLE = fileURLToPath(new URL('.', import.meta.url));
const PICTURES = fileURLToPath(new URL('../../docs/images/', import.meta.url));

describe.skipIf(CHROMIUM === undefined)('the window', { timeout: 120_000 }, () => {
  let folder: string;
  let child: ChildProcess;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flagstaff-window-'));
    await cp(join(EXAMPLE, 'flags.example.json'), join(folder, 'flags.json'));
    child = spawn(process.execPath, [join(EXAMPLE, 'dist', 'main.js')], {
      env: {
        ...process.env,
        EXPRESS_PORT: '0',
        KOA_PORT: '0',
        HONO_PORT: '0',
        FLAGS_FILE: join(folder, 'flags.json'),
        FLAGS_DATABASE: join(folder, 'flags.sqlite'),
      },
    });
    url = await new Promise((resolve, reject) => {
      let output = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const found = /beside the shop: (\S+)/.exec(output);
        if (found !== null) resolve(found[1]!);
      });
      child.once('close', (code) => reject(new Error(`It ended with ${code}: ${output}`)));
    });
    browser = await openBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    child?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it('shows all three shops change as a switch is pressed, and change back', async () => {
    const page = await browser.newPage({ viewport: { width: 1_440, height: 860 }, deviceScaleFactor: 2 });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(url);
    const buttons = page.locator('#shops .buy');
    const shown = { timeout: 60_000 };
    await expect.poll(() => buttons.allTextContents(), shown).toEqual(['To the cart', 'To the cart', 'To the cart']);

    const flags = page.frameLocator('iframe');
    await flags.getByRole('link', { name: /new-checkout/ }).click();
    await flags.getByRole('switch', { name: 'new-checkout in production' }).check({ force: true });
    await flags.getByRole('button', { name: 'Review and save' }).click();
    const dialog = flags.getByRole('dialog');
    await dialog.getByText('60 of 60').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => buttons.allTextContents(), shown).toEqual(['Buy now', 'Buy now', 'Buy now']);
    await expect.poll(() => page.locator('#count').textContent(), shown).toContain('60 of 60');
    await flags.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
    await picture(page, 'start');

    // The way back is a change like any other: it is reviewed, and saved.
    await flags.getByRole('button', { name: 'Undo' }).click();
    await flags.getByRole('button', { name: 'Review and save' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => buttons.allTextContents(), shown).toEqual(['To the cart', 'To the cart', 'To the cart']);
    expect(faults).toEqual([]);
  });
});

/** Makes a picture of the documentation. A run of the tests must not change files of the repository. */
async function picture(page: { screenshot(options: { path: string }): Promise<unknown> }, name: string): Promise<void> {
  if (process.env['FLAGSTAFF_SCREENSHOTS'] === '1') await page.screenshot({ path: `${PICTURES}${name}.png` });
}
