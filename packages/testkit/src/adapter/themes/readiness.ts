import assert from 'node:assert/strict';
import request from 'supertest';
import { theme } from '../case.ts';
import type { AdapterTheme } from '../case.ts';
import { on } from '../documents.ts';
import { gatedStorage } from '../gated-storage.ts';
import type { AnyFlagstaff, Route } from '../scenario.ts';

const isNew: Route = {
  kind: 'answer',
  path: '/',
  answer: ({ flags }) => ({ new: flags.isEnabled('new'), why: flags.details('new', false).errorCode ?? null }),
};
const LOADED = { new: true, why: null };
const DEFAULTS = { new: false, why: 'PROVIDER_NOT_READY' };

/** Requests that arrive before the first load. */
export const readiness: AdapterTheme = theme('readiness', {
  async 'requests wait for the first load'({ unreadyClient, serve }) {
    const { storage, open } = gatedStorage([on('new')]);
    const flagstaff = unreadyClient({ storage });
    const url = await serve({ mounts: [{ flagstaff, options: { readyTimeoutMs: 60_000 } }], routes: [isNew] });
    assert.equal(flagstaff.state, 'loading');
    const asked = readyCalls(flagstaff);
    const answers = [1, 2, 3].map(async () => request(url).get('/'));
    await asked.first;
    open();
    assert.deepEqual(
      (await Promise.all(answers)).map(({ body }) => body as unknown),
      [LOADED, LOADED, LOADED],
    );
    assert.equal(asked.count(), 1);
  },

  async 'requests use defaults once the client’s budget is spent, and stop waiting'({ unreadyClient, serve }) {
    const { storage } = gatedStorage([on('new')]);
    const flagstaff = unreadyClient({ storage });
    const asked = readyCalls(flagstaff);
    const url = await serve({ mounts: [{ flagstaff, options: { readyTimeoutMs: 20 } }], routes: [isNew] });
    for (let visits = 0; visits < 3; visits += 1) {
      assert.deepEqual((await request(url).get('/').expect(200)).body, DEFAULTS);
    }
    assert.equal(asked.count(), 1);
  },

  async 'requests are served as soon as a late load succeeds'({ unreadyClient, serve }) {
    const { storage, open } = gatedStorage([on('new')]);
    const flagstaff = unreadyClient({ storage });
    const url = await serve({ mounts: [{ flagstaff, options: { readyTimeoutMs: 20 } }], routes: [isNew] });
    assert.deepEqual((await request(url).get('/').expect(200)).body, DEFAULTS);
    open();
    await flagstaff.ready();
    assert.deepEqual((await request(url).get('/')).body, LOADED);
  },

  async 'requests do not wait with a budget of 0'({ unreadyClient, serve }) {
    const { storage } = gatedStorage([on('new')]);
    const flagstaff = unreadyClient({ storage });
    const asked = readyCalls(flagstaff);
    const url = await serve({ mounts: [{ flagstaff, options: { readyTimeoutMs: 0 } }], routes: [isNew] });
    assert.deepEqual((await request(url).get('/').expect(200)).body, DEFAULTS);
    assert.equal(asked.count(), 0);
  },

  async 'bootstrap documents are served immediately'({ unreadyClient, serve }) {
    const { storage } = gatedStorage([]);
    const flagstaff = unreadyClient({ storage, bootstrap: [on('new')] });
    const url = await serve({ mounts: [{ flagstaff, options: { readyTimeoutMs: 60_000 } }], routes: [isNew] });
    assert.deepEqual((await request(url).get('/').expect(200)).body, LOADED);
  },
});

/** Counts the calls of a client's `ready`. */
function readyCalls(flagstaff: AnyFlagstaff): { count(): number; readonly first: Promise<void> } {
  const { ready } = flagstaff;
  let calls = 0;
  let called = (): void => {};
  const first = new Promise<void>((resolve) => {
    called = resolve;
  });
  flagstaff.ready = (options) => {
    calls += 1;
    called();
    return ready.call(flagstaff, options);
  };
  return { count: () => calls, first };
}
