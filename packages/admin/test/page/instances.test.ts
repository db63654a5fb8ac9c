// @needs redis, postgres
// Two applications with one store, each with a window.
import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { admin } from '@flagstaff/admin/express';
import { count } from '@flagstaff/spec';
import { CHROMIUM, RUNNING_STORES } from '@flagstaff/testbed';
import type { ConnectStore } from '@flagstaff/testbed';
import express from 'express';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listening, MOUNT } from '../support/serve.ts';
import { visit } from './support/visit.ts';

const STORES = RUNNING_STORES.filter(([name]) => name === 'Redis' || name === 'PostgreSQL');

async function startInstance(connect: ConnectStore, actor: string): Promise<{ flagstaff: Flagstaff; url: string }> {
  const flagstaff = createFlagstaff({ storage: await connect() });
  onTestFinished(() => flagstaff.close());
  await flagstaff.ready();
  const app = express().use(MOUNT, admin(flagstaff, { authorize: () => ({ actor, roles: 'admin' }) }));
  return { flagstaff, url: await listening(createServer(app)) };
}

describe.skipIf(CHROMIUM === undefined).each(STORES.slice(0, count(1, STORES.length)))('on %s', (_name, create) => {
  it('shows a change of one instance in a window of another one', async () => {
    const connect = await create(onTestFinished);
    const [one, other] = [await startInstance(connect, 'ada'), await startInstance(connect, 'grace')];
    await manage(one.flagstaff).set({ kind: 'flag', key: 'new-checkout', type: 'boolean', default: 'on' });
    const [writes, follows] = [await visit(one.url, '/flags/new-checkout'), await visit(other.url, '/')];
    for (const page of [writes, follows]) await page.getByText('Live', { exact: true }).waitFor();
    const row = follows.getByRole('row').filter({ has: follows.getByRole('link', { name: 'new-checkout' }) });
    await row.getByText('On', { exact: true }).waitFor();

    await writes.getByRole('switch', { name: 'new-checkout in all environments' }).press('Space');
    await writes.getByRole('button', { name: 'Review and save' }).click();
    const dialog = writes.getByRole('dialog');
    await dialog.getByLabel('Comment').fill('Too early');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await row.getByText('Off', { exact: true }).waitFor();
    await follows.goto(`${other.url}/history`);
    await follows.getByText('Too early').waitFor();
    expect((await manage(other.flagstaff).get('flag:new-checkout'))?.updatedBy).toBe('ada');
  });
});
