// Segments: the list, conditions, lists and stored members, by mouse and by keyboard.
import { CHROMIUM } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { violationsOn } from './support/accessibility.ts';
import { startDemo } from './support/start-demo.ts';
import { undo, visit } from './support/visit.ts';

describe.skipIf(CHROMIUM === undefined)('the screens of segments', () => {
  it('create a segment, say who is in it, keep members, and show what uses it', async () => {
    const { url, management } = await startDemo();
    const page = await visit(url, '/');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.getByRole('heading', { level: 1, name: 'Segments' }).waitFor();
    await page.getByText('plan.seats').waitFor();

    // Created by keyboard: it is empty.
    await page.keyboard.press('c');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Key').fill('employees');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'employees' }).waitFor();
    expect(await management.get('segment:employees')).toMatchObject({ when: { any: [] }, version: 1 });
    await page.getByText('Nothing names it yet.').waitFor();

    // Lists are pasted and looked up, members are stored beside the document.
    const add = page.getByLabel('Add to or look up in “always in it”');
    await add.fill('u-1, u-2\nu-3\nu-2');
    await page.getByRole('button', { name: 'Add 3 values' }).click();
    await add.fill('u-2');
    await page.getByText('u-2 is in the list.').waitFor();
    await page.getByRole('button', { name: 'Remove 1 value' }).click();
    await page.getByText('Settings', { exact: true }).click();
    await page.getByText('Stored members, kept beside the document').click();
    await page.getByRole('button', { name: 'Review and save…' }).click();
    await dialog.getByRole('heading', { name: 'Included' }).waitFor();
    await dialog.getByLabel('Comment').fill('Our own people');
    await page.keyboard.press('Enter');
    const members = page.getByRole('region', { name: 'Stored members' });
    await members.getByText('No members are stored yet.').waitFor();
    expect(await management.get('segment:employees')).toMatchObject({ include: ['u-1', 'u-3'], members: 'stored' });
    await page.getByRole('region', { name: 'Unsaved changes' }).waitFor({ state: 'detached' });
    expect(await page.getByText('changed this segment meanwhile').count()).toBe(0);
    // The dialog closes when everything has been read again. Until then the page behind it takes no focus, and so no text.
    await dialog.waitFor({ state: 'detached' });

    await members.getByLabel('Add or remove by targetingKey').fill('e-1\ne-2\ne-3');
    await members.getByRole('button', { name: 'Add 3 members' }).click();
    await members.getByRole('button', { name: 'Remove e-2' }).click();
    await expect.poll(async () => (await management.members('employees')).items).toEqual(['e-1', 'e-3']);
    await members.getByRole('button', { name: 'Remove all…' }).click();
    await dialog.getByRole('button', { name: 'Remove all members' }).click();
    await members.getByText('No members are stored yet.').waitFor();
    await undo(page, 'employees has no stored members now.');
    await expect.poll(async () => (await management.members('employees')).items).toEqual(['e-1', 'e-3']);

    // Looked up, among the stored members too.
    const look = page.getByRole('region', { name: 'Look up' });
    await look.getByLabel('Value of targetingKey').fill('e-3');
    await look.getByText('in it', { exact: true }).waitFor();
    await look.getByText('the subject is a stored member').waitFor();
    await look.getByLabel('Value of targetingKey').fill('e-2');
    await look.getByText('not in it', { exact: true }).waitFor();

    // A draft of a flag is explained with them.
    const rules = [{ name: 'Our own', when: { segment: 'employees' }, serve: 'on' }];
    await management.set({ kind: 'flag', key: 'canteen', type: 'boolean', rules });
    await page.goto(`${url}/flags/canteen?env=*`);
    const answer = page.getByRole('complementary', { name: 'Try it' });
    await answer.getByLabel('Value of targetingKey').fill('e-3');
    await answer.locator('.explanation-answer').getByText('on', { exact: true }).waitFor();
    await answer.getByLabel('Value of targetingKey').fill('e-2');
    await answer.locator('.explanation-answer').getByText('off', { exact: true }).waitFor();

    // Conditions have the builder of flags, and the parser's words for a fault.
    await page.goto(`${url}/segments/enterprise`);
    const users = page.getByRole('region', { name: 'Used by' });
    await expect
      .poll(() => users.getByRole('link').allTextContents())
      .toEqual(expect.arrayContaining(['invoice-pdf-v2', 'max-cart-items']));
    const conditions = page.getByRole('region', { name: 'Conditions' });
    await conditions.getByRole('button', { name: 'Remove this condition' }).first().click();
    await page.getByRole('region', { name: 'Unsaved changes' }).getByText('Unsaved changes').waitFor();

    // The browser keeps the draft. What another program writes meanwhile is not overwritten.
    await page.reload();
    await page.getByRole('region', { name: 'Unsaved changes' }).waitFor();
    const stored = (await management.get('segment:enterprise'))!;
    await management.commit([{ type: 'set', document: { ...stored, name: 'Large customers' } as never }], {
      actor: 'grace',
    });
    await page.getByText('grace changed this segment meanwhile.').waitFor();
    await page.getByRole('button', { name: 'Discard mine and show it' }).click();
    await expect.poll(() => conditions.getByRole('button', { name: 'Remove this condition' }).count()).toBe(2);

    // A segment in use cannot be deleted, and the dialog says why.
    await page.getByRole('button', { name: 'Delete…' }).click();
    await dialog.getByRole('button', { name: 'Delete segment' }).click();
    await dialog.getByRole('alert').waitFor();
  });

  it('add members from a file, thousands at a time, and say why a file cannot be taken', async () => {
    const { url, management } = await startDemo({
      documents: [{ kind: 'segment', key: 'employees', by: 'userId', members: 'stored' }],
    });
    const page = await visit(url, '/segments/employees');
    const members = page.getByRole('region', { name: 'Stored members' });
    const file = members.getByLabel('Or choose a file');
    const choose = (buffer: Buffer): Promise<void> =>
      file.setInputFiles({ name: 'employees.csv', mimeType: 'text/csv', buffer });

    await choose(Buffer.from([0x75, 0xff, 0xfe]));
    await members.getByText('The file cannot be read as text in UTF-8.').waitFor();
    await choose(Buffer.from('u'.repeat(300)));
    await members.getByText('A value of the file has more than 256 characters.').waitFor();
    await choose(Buffer.from('\n,\n'));
    await members.getByText('The file has no values.').waitFor();
    // A large file is made in the browser: sending one there takes seconds.
    await page.evaluate(`{
      const chosen = new DataTransfer();
      chosen.items.add(new File([new ArrayBuffer(20_000_001)], 'large.csv'));
      const input = document.querySelector('input[type=file]');
      input.files = chosen.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }`);
    await members.getByText('The file is larger than 20 MB.').waitFor();
    expect(await violationsOn(page)).toEqual([]);

    const keys = Array.from({ length: 10_001 }, (_, index) => `u-${index}`);
    await choose(Buffer.from(`"u-0"\r\n${keys.join('\r\n')}\r\n`));
    await members.getByText('employees.csv lists 10,001 values').waitFor();
    const requests: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && requests.push(request.url()));
    await members.getByLabel('Add or remove by userId').fill('u-typed');
    await members.getByRole('button', { name: 'Add 10,002 members' }).click();
    await members.getByRole('heading', { name: 'Stored members 100 and more' }).waitFor();
    // A file is forgotten once it is added.
    await members.getByRole('button', { name: 'Add 10,002 members' }).waitFor({ state: 'detached' });
    expect(await file.inputValue()).toBe('');
    expect(requests.filter((each) => each.endsWith('/members'))).toHaveLength(2);
    const stored = new Set<string>();
    let cursor: string | undefined;
    do {
      const read = await management.members('employees', { limit: 500, ...(cursor === undefined ? {} : { cursor }) });
      for (const member of read.items) stored.add(member);
      cursor = read.next;
    } while (cursor !== undefined);
    expect(stored).toEqual(new Set([...keys, 'u-typed']));
  });

  it('show a viewer who is in a segment, without controls', async () => {
    const { url } = await startDemo({ identity: { actor: 'vera', roles: 'viewer' } });
    const page = await visit(url, '/segments/beta-testers');
    await page.getByText('Your role is viewer.').waitFor();
    await page.getByRole('region', { name: 'Who is in it' }).getByText('ends with').waitFor();
    expect(await page.getByRole('button', { name: 'Delete…' }).count()).toBe(0);
    await page.goto(`${url}/segments/none`);
    await page.getByRole('heading', { name: 'This segment does not exist' }).waitFor();
  });
});
