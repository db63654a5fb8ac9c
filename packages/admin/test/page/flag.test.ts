// The screen of one flag, by mouse and by keyboard.
import type { Document, FlagDocument } from '@flagstaff/core';
import { CHROMIUM } from '@flagstaff/testbed';
import type { Page } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { violationsOn } from './support/accessibility.ts';
import { startDemo } from './support/start-demo.ts';
import { LONG_WALK_MS, undo, visit } from './support/visit.ts';

const button = (page: Page, name: string | RegExp): ReturnType<Page['getByRole']> =>
  page.getByRole('button', { name, ...(typeof name === 'string' ? { exact: true } : {}) });

/** Users of the application, of whom some are in North America. */
const audience = (): readonly { readonly [attribute: string]: string }[] =>
  Array.from({ length: 200 }, (_, index) => ({
    targetingKey: `u-${index}`,
    country: ['US', 'CA', 'DE', 'NZ'][index % 4]!,
    email: `user${index}@mail.example`,
  }));

describe.skipIf(CHROMIUM === undefined)('the screen of a flag', () => {
  it('turns an environment off, raises a share, says exactly who moves, and saves', async () => {
    const { url, management } = await startDemo({ audience });
    const page = await visit(url, '/flags/new-checkout?env=*');

    await page.getByRole('switch', { name: 'new-checkout in staging' }).uncheck({ force: true });
    await button(page, 'Edit North America, not our own people').click();
    await page.getByLabel('Share as a number').fill('32.5');
    await page.getByText('Exactly 12.5% of them move: classic → express.').first().waitFor();
    await page.getByText('2 unsaved changes').waitFor();
    const users = page.getByRole('list', { name: 'Your users who get another variant' });
    await users.getByRole('listitem').filter({ hasText: 'production' }).getByText('of 200').waitFor();
    await expect
      .poll(() => users.getByRole('listitem').filter({ hasText: 'development' }).textContent())
      .toContain('0 of 200');

    // The draft beside the saved flag, in the playground.
    await page.getByRole('region', { name: 'staging' }).getByRole('button', { name: 'staging' }).click();
    await page.getByRole('link', { name: 'Compare the draft with the saved flag' }).click();
    await page.getByRole('region', { name: 'Saved' }).getByText('No rule matched.').waitFor();
    await page.getByRole('region', { name: 'Your draft' }).getByText('The flag is off.').waitFor();
    await expect.poll(() => page.getByLabel('Compare with').inputValue()).toBe('draft');
    expect(await violationsOn(page)).toEqual([]);
    await page.goBack();
    await page.getByText('2 unsaved changes').waitFor();

    await page.keyboard.press('Control+s');
    const dialog = page.getByRole('dialog', { name: 'Review and save' });
    const production = dialog.getByRole('row').filter({ hasText: 'production' });
    await production.getByText('of 200').waitFor();
    await production.getByText('Who', { exact: true }).click();
    expect(await violationsOn(page)).toEqual([]);
    // One of them, before and after.
    await production.getByRole('link').first().click();
    await page.getByRole('region', { name: 'Saved' }).locator('.explanation-answer').getByText('classic').waitFor();
    await page
      .getByRole('region', { name: 'Your draft' })
      .locator('.explanation-answer')
      .getByText('express')
      .waitFor();
    await page.goBack();
    await page.getByText('2 unsaved changes').waitFor();
    await page.keyboard.press('Control+s');
    await production.getByText('of 200').waitFor();
    await page.keyboard.type('Raise it');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Saved version 3.').waitFor();
    const stored = (await management.get('flag:new-checkout')) as FlagDocument;
    expect(stored.environments?.['staging']).toEqual({ status: 'inactive' });
    expect(stored.rules?.[1]?.rollout).toEqual({ percentage: 32.5 });
    const { items } = await management.history({ limit: 1 });
    expect(items[0]).toMatchObject({ actor: 'ada@example.com', comment: 'Raise it', via: 'api' });

    // The way back is a draft like any other.
    await button(page, 'Undo').click();
    await page.getByText('2 unsaved changes').waitFor();
    await button(page, 'Discard').click();
    await expect.poll(() => page.getByText('unsaved').count()).toBe(0);
    await page.goto(`${url}/playground?flag=new-checkout&draft=yes`);
    await page.getByText('The draft of this flag is not in this browser').waitFor();
  });

  it('moves a share by tenths, and by thousandths with keys', async () => {
    const { url } = await startDemo();
    const page = await visit(url, '/flags/new-checkout?env=*');
    await button(page, 'Edit North America, not our own people').click();
    const slider = page.getByRole('slider', { name: 'Share in percent' });
    const typed = page.getByLabel('Share as a number');
    const steps = [
      ['ArrowRight', '20.1'],
      ['Alt+ArrowUp', '20.101'],
      ['Shift+ArrowRight', '21.101'],
      ['PageUp', '31.101'],
      ['Alt+ArrowDown', '31.1'],
      ['Home', '0'],
      ['Alt+ArrowUp', '0.001'],
      ['End', '100'],
    ] as const;
    for (const [key, value] of steps) {
      await slider.press(key);
      await expect.poll(() => slider.inputValue()).toBe(value);
      await expect.poll(() => typed.inputValue()).toBe(value);
    }
    await typed.fill('12.345');
    await expect.poll(() => slider.inputValue()).toBe('12.345');
    const { x, y, width, height } = (await slider.boundingBox())!;
    await page.mouse.click(x + width / 3, y + height / 2);
    await expect.poll(() => typed.inputValue()).toMatch(/^3\d(?:\.\d)?$/);
    expect(await slider.inputValue()).toBe(await typed.inputValue());
  });

  it('keeps a draft through a reload and a change from elsewhere, and merges both', async () => {
    const { url, management } = await startDemo();
    const page = await visit(url, '/flags/new-checkout');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.keyboard.press('e');
    await page.getByLabel('Owner').fill('checkout-team');
    await page.getByLabel('Name', { exact: false }).first().fill('Express');
    const before = (await management.get('flag:new-checkout')) as FlagDocument;
    await management.set({ ...before, owner: 'growth', tags: ['checkout'] }, { actor: 'grace@example.com' });
    await page.getByText('Changed by grace@example.com').waitFor();
    await page.reload();
    await button(page, 'Show and merge').click();
    const dialog = page.getByRole('dialog', { name: /Merge with the change by grace/ });
    await dialog.getByRole('radio', { name: /Mine/ }).check();
    expect(await violationsOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Merge' }).click();
    await button(page, 'Review and save').click();
    await page.getByRole('dialog', { name: 'Review and save' }).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').getByText('Saved version 4.').waitFor();
    expect(await management.get('flag:new-checkout')).toMatchObject({
      owner: 'checkout-team',
      name: 'Express',
      tags: ['checkout'],
    });
  });

  it('moves rules by keyboard and by pointer, and says where they are', async () => {
    const { url } = await startDemo();
    const page = await visit(url, '/flags/new-checkout?env=*');
    const names = (): Promise<readonly string[]> =>
      page.locator('.rule').evaluateAll((rules) => rules.map((rule) => rule.getAttribute('aria-label') ?? ''));
    await button(page, /^Move Beta testers/).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByText('Beta testers is now rule 2 of 3, before Rule 3.').waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowDown');
    await expect.poll(names).toEqual(['North America, not our own people', 'Rule 2', 'Beta testers']);

    const handle = await button(page, /^Move Beta testers/).boundingBox();
    const target = await page.locator('.rule').first().boundingBox();
    await page.mouse.move(handle!.x + 5, handle!.y + 5);
    await page.mouse.down();
    await page.mouse.move(target!.x + 5, target!.y + 4, { steps: 4 });
    await page.mouse.up();
    await expect.poll(names).toEqual(['Beta testers', 'North America, not our own people', 'Rule 3']);
    // The rules are in their first order again, so nothing is left to save.
    await expect.poll(() => page.getByText('unsaved').count()).toBe(0);
  });

  it('splits the rest among the variants that are not locked, and saves that for a date', async () => {
    const { url, management } = await startDemo({ audience });
    const page = await visit(url, '/flags/search-ranking/settings?env=*');
    const dialog = page.getByRole('dialog', { name: 'Review and save' });
    const dated = dialog.getByRole('radio', { name: /^On a date/ });
    await page.getByLabel('Owner').fill('growth');
    await button(page, 'Review and save').click();
    await dialog.getByText('Takes effect at once, in any case: Owner.').waitFor();
    await expect.poll(() => dated.isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Keep editing' }).click();
    // The button that opened the dialog has the focus again.
    await page.locator('button:focus').getByText('Review and save').waitFor();
    await page.getByLabel('Owner').fill('discovery');

    await page.getByRole('navigation', { name: 'Parts of the flag' }).getByRole('link', { name: 'Targeting' }).click();
    const weights = (): Promise<readonly string[]> =>
      Promise.all(
        ['popularity', 'relevance', 'blended'].map((name) => page.getByLabel(`Weight of ${name}`).inputValue()),
      );
    const slider = page.getByRole('slider', { name: 'Share of popularity' });
    await slider.focus();
    await page.keyboard.press('End');
    await expect.poll(weights).toEqual(['100', '0', '0']);
    await slider.fill('60');
    await expect.poll(weights).toEqual(['60', '20', '20']);
    const rest = page.getByRole('region', { name: 'Everyone else' });
    await rest.getByText('Exactly 15% of them move: 10% relevance → popularity, 5% blended → relevance.').waitFor();
    await rest.getByRole('listitem').filter({ hasText: 'production' }).getByText('of 200').waitFor();
    await button(page, 'Lock relevance').press('Space');
    await slider.press('ArrowRight');
    await expect.poll(weights).toEqual(['61', '20', '19']);
    await page.getByText('blended 19%', { exact: true }).waitFor({ state: 'attached' });
    await page.getByLabel('Weight of popularity').fill('90');
    await page.keyboard.press('Tab');
    await expect.poll(weights).toEqual(['80', '20', '0']);
    expect(await page.getByRole('slider', { name: 'Share of relevance' }).isDisabled()).toBe(true);
    expect(await button(page, 'Lock relevance').getAttribute('aria-pressed')).toBe('true');
    await button(page, 'Make them even').click();
    await expect.poll(weights).toEqual(['40', '20', '40']);

    // The borders of the bar: a locked variant has none.
    const border = page.getByRole('slider', { name: 'Border between' });
    expect(await border.count()).toBe(0);
    await button(page, 'Lock relevance').press('Space');
    await border.last().press('PageUp');
    await expect.poll(weights).toEqual(['40', '30', '30']);
    const bar = (await page.locator('.split-borders').first().boundingBox())!;
    await border.last().hover();
    await page.mouse.down();
    await page.mouse.move(bar.x + bar.width * 0.6, bar.y, { steps: 3 });
    await page.mouse.up();
    await expect.poll(weights).toEqual(['40', '20', '40']);
    expect(await violationsOn(page)).toEqual([]);

    await button(page, 'Review and save').click();
    await dated.check();
    const date = dialog.getByLabel('Date it takes effect');
    await date.fill('2020-05-01T09:30');
    await dialog.getByText('Choose an instant that is still to come.').waitFor();
    await expect.poll(() => dialog.getByRole('button', { name: /^Save at/ }).isDisabled()).toBe(true);
    await date.fill('2031-05-01T09:30');
    await dialog.getByText('Default in development is replaced too').waitFor();
    await dialog.getByRole('row').filter({ hasText: 'development' }).getByText('relevance → popularity').waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save at May 1, 2031' }).click();
    await page.getByRole('status').getByText('Saved version 3. It takes effect on May 1, 2031').waitFor();
    expect(await management.get('flag:search-ranking')).toMatchObject({
      default: { split: { popularity: 50, relevance: 25, blended: 25 } },
      schedule: [
        {
          at: expect.stringMatching(/^2031-05-01T09:30/),
          set: { default: { split: { popularity: 40, relevance: 20, blended: 40 } } },
        },
      ],
    });
  });

  it('lists a few segments, and finds one of many while it is typed', async () => {
    const segments = Array.from({ length: 60 }, (_, index): Document => ({
      kind: 'segment',
      key: `group-${index}`,
      name: `Group ${index}`,
    }));
    const { url, management } = await startDemo({
      documents: [{ kind: 'flag', key: 'a', type: 'boolean', rules: [{ serve: 'on' }] }, segments[59]!],
    });
    const page = await visit(url, '/flags/a?env=*');
    await button(page, 'Edit Rule 1').click();
    await button(page, 'Add condition').click();
    await page.getByRole('menuitem', { name: 'Segment' }).click();
    const segment = page.getByLabel('Segment', { exact: true });
    await segment.selectOption('group-59');
    await management.commit(segments.slice(0, 59).map((document) => ({ type: 'set', document })));
    await expect.poll(() => segment.getAttribute('list')).not.toBeNull();
    expect(await segment.inputValue()).toBe('group-59');
    const list = page.locator(`datalist[id="${await segment.getAttribute('list')}"] option`);
    await segment.fill('group 42');
    await expect
      .poll(() => list.evaluateAll((options) => options.map((option) => option.getAttribute('value'))))
      .toEqual(['group-42']);
    await segment.fill('group-42');
    await page.getByRole('listitem', { name: 'Rule 1' }).getByText('group-42').waitFor();
    expect(await violationsOn(page)).toEqual([]);
  });

  it('shows everything to a viewer, without controls', async () => {
    const { url } = await startDemo({ identity: { actor: 'vera', roles: 'viewer' } });
    const page = await visit(url, '/flags/new-checkout?env=*');
    await page.getByText('North America, not our own people').first().waitFor();
    await page.getByText('Your role is viewer.').first().waitFor();
    expect(await page.getByRole('switch', { name: 'new-checkout in staging' }).isDisabled()).toBe(true);
    expect(await button(page, 'Add rule').count()).toBe(0);
    expect(await button(page, /^Edit /).count()).toBe(0);
  });
});

describe.skipIf(CHROMIUM === undefined)('the parts of a flag', () => {
  it(
    'show overrides, a schedule, prerequisites, JSON and the history, each editable',
    async () => {
      const { url, management } = await startDemo();
      const page = await visit(url, '/flags/wallet-payments?env=*', { theme: 'dark' });
      const tab = (name: string): Promise<void> =>
        page.getByRole('navigation', { name: 'Parts of the flag' }).getByRole('link', { name }).click();

      await tab('Overrides');
      await button(page, 'Add overrides').click();
      await page.getByRole('textbox', { name: 'Values' }).fill('u-1\nu-2, u-3');
      await button(page, 'Add 3 overrides').click();
      await page.getByLabel('Variant of userId u-2').selectOption('off');
      const subject = page.getByRole('link', { name: 'All flags of userId u-2' });
      expect(await subject.getAttribute('href')).toContain('/subject?env=*&value=u-2');

      await tab('Schedule');
      await button(page, 'Schedule a change').click();
      await page.getByLabel('Date of the change').fill('2031-05-01T09:30');
      await page.getByText('Nothing: it is so before it already.').waitFor();
      await button(page, 'Also change').click();
      await page.getByRole('menuitem', { name: 'Everyone else' }).click();
      await page.getByLabel('Everyone else gets from then on').selectOption('on');
      await expect
        .poll(() => page.locator('.timeline-entry .change').allTextContents())
        .toEqual(['Default−Before: off+After: on']);

      await tab('Prerequisites');
      await page.getByRole('link', { name: 'new-checkout' }).waitFor();
      await page.getByRole('checkbox', { name: 'classic' }).check();

      await tab('JSON');
      const editor = page.getByRole('textbox', { name: 'The flag as JSON' });
      await editor.getByText('"prerequisites"').waitFor();
      await page.getByText('Difference to the saved flag').click();
      await page.getByRole('region', { name: 'Changes' }).getByText('"u-2"').waitFor();
      await page.getByRole('switch', { name: 'Plain text field' }).check({ force: true });
      const text = await editor.inputValue();
      await editor.fill(text.replace('"boolean"', '"boolaen"'));
      await page.getByText('$.type').first().waitFor();
      await editor.fill(text.replace('"Wallets"', '"Wallet payments"'));
      await page.getByRole('heading', { level: 1, name: 'Wallet payments' }).waitFor();

      await page.keyboard.press('Control+s');
      const dialog = page.getByRole('dialog', { name: 'Review and save' });
      await dialog.getByRole('row').filter({ hasText: 'production' }).waitFor();
      await dialog.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('status').getByText('Saved version 3.').waitFor();
      expect(await management.get('flag:wallet-payments')).toMatchObject({
        name: 'Wallet payments',
        overrides: [
          { attribute: 'userId', value: 'u-1', serve: 'on' },
          { attribute: 'userId', value: 'u-2', serve: 'off' },
          { attribute: 'userId', value: 'u-3', serve: 'on' },
        ],
        schedule: [{ set: { status: 'active', default: 'on' } }],
        prerequisites: [{ flag: 'new-checkout', variants: ['classic', 'express', 'express-wallet'] }],
      });

      await tab('History');
      await page
        .getByRole('link', { name: /^Revision/ })
        .first()
        .waitFor();
      await button(page, 'Bring back version 2').click();
      await tab('Overrides');
      await page.getByText('No override: the rules decide for everyone.').waitFor();
    },
    LONG_WALK_MS,
  );

  it('show the flag as it was and as it will be, and what a user gets then', async () => {
    const { url, management } = await startDemo();
    const page = await visit(url, '/flags/holiday-banner?env=production');
    const lane = page.getByRole('region', { name: 'production' });
    const answer = page.getByRole('complementary', { name: 'Try it' });
    await answer.locator('.explanation-answer').getByText('none').waitFor();
    const slider = page.getByRole('slider', { name: 'Show the flag as it was and as it will be' });
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText(/Dec 1, 2030.*Scheduled: default in all environments/).waitFor();
    await lane.getByText('sale').waitFor();
    await answer.locator('.explanation-answer').getByText('sale').waitFor();
    expect(await button(page, 'Add rule').count()).toBe(0);
    expect(await violationsOn(page)).toEqual([]);
    await page.keyboard.press('End');
    await lane.getByText('none').waitFor();
    await page.keyboard.press('Home');
    await page.getByText(/Add holiday-banner/).waitFor();
    await button(page, 'Back to now').click();
    await button(page, 'Override here: Rules').waitFor();
    // What will not last says so.
    const rest = page.getByRole('region', { name: 'Everyone else' });
    await rest.getByText(/dated change replaces this on Dec 1, 2030/).waitFor();
    const rules = page.getByRole('region', { name: 'Rules', exact: true });
    expect(await rules.getByText('dated change').count()).toBe(0);

    // Deleted, and that is undone.
    await button(page, 'More actions').click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('archive it').waitFor();
    await button(page, 'Delete flag').click();
    await page.waitForURL(`${url}/?env=production`);
    await expect.poll(() => management.get('flag:holiday-banner')).toBeUndefined();
    await undo(page, 'holiday-banner was deleted.');
    await page.getByRole('link', { name: 'holiday-banner' }).waitFor();
  });
});
