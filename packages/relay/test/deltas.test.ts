// Tests what a reader receives for a change, over real HTTP.
import { createFlagstaff } from '@flagstaff/core';
import type { Document, Flagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import type { FullStorageBackend, StorageBackend } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { httpStorage, relay } from '@flagstaff/relay';
import { describe, expect, it, onTestFinished } from 'vitest';
import { revisionId } from '../src/protocol.ts';
import { countSent } from './support/count-sent.ts';
import { follow, numberFlag, numberOf, origin } from './support/origin.ts';
import type { Origin } from './support/origin.ts';
import { CHANGES, counting, DOCUMENTS, HEAD } from './support/requests.ts';
import { restart } from './support/restart.ts';
import { answering, inHono } from './support/serve.ts';

/** A flag as long as one with a rule and a rollout. */
const fullFlag = (key: string, value: number): Document => ({
  ...numberFlag(key, value),
  description: 'Serves a number. '.repeat(12),
});

const manyFlags = (): FullStorageBackend =>
  createMemoryStorage({ documents: Array.from({ length: 2_000 }, (_, at) => fullFlag(`flag-${at}`, 1)) });

/** Resolves with the revision number that a client then has. */
const changeOf = (flagstaff: Flagstaff): Promise<number | undefined> =>
  new Promise((resolve) => {
    const stop = flagstaff.on('change', ({ revision }) => {
      stop();
      resolve(revision?.number);
    });
  });

it('sends a small change in one request of less than 2 kB, of 2,000 flags', async () => {
  const { flagstaff } = follow(manyFlags());
  await flagstaff.ready();
  const handler = relay(flagstaff, { authorize: 'anyone' });
  const served = await inHono(handler);
  onTestFinished(() => served.close());
  const sent = countSent(served);
  const { requests, fetch } = counting();
  const deadlines = { timeoutMs: 30_000, loadTimeoutMs: 30_000 };
  const reader = follow(httpStorage({ url: served.url, fetch, ...deadlines }), { pollIntervalMs: 600_000 });
  await reader.flagstaff.ready({ timeoutMs: 30_000 });
  await expect.poll(() => requests.filter((path) => path === HEAD).length).toBe(2);
  expect(sent()).toBeGreaterThan(5_000);

  const before = requests.length;
  const start = sent();
  const changed = changeOf(reader.flagstaff);
  await manage(flagstaff).set(fullFlag('flag-7', 2));
  await changed;
  expect(numberOf(reader.flagstaff, 'flag-7')).toBe(2);
  expect(requests.slice(before)).toEqual([CHANGES]);
  expect(sent() - start).toBeGreaterThan(500);
  expect(sent() - start).toBeLessThan(2_000);
  expect(reader.flagstaff.revision).toEqual(flagstaff.revision);
});

it('applies edits, new documents and deletions as the origin has them', async () => {
  const up = await origin(createMemoryStorage({ documents: [numberFlag('a', 1), numberFlag('b', 1)] }));
  const { requests, fetch } = counting();
  const reader = createFlagstaff({ storage: httpStorage({ url: up.served.url, fetch }), pollIntervalMs: false });
  onTestFinished(() => reader.close());
  await reader.refresh();
  await manage(up.flagstaff).set(numberFlag('a', 2));
  await manage(up.flagstaff).delete('flag:b');
  await manage(up.flagstaff).commit([
    { type: 'set', document: { kind: 'segment', key: 'vip', include: ['ada'] } },
    { type: 'set', document: { ...numberFlag('c', 3), description: 'new' } },
  ]);
  await reader.refresh();
  expect(requests).toEqual([HEAD, DOCUMENTS, HEAD, CHANGES]);
  expect(reader.snapshot().revision).toEqual(up.flagstaff.revision);
  const sorted = ({ documents }: ReturnType<Flagstaff['snapshot']>): unknown[] =>
    documents.toSorted((one, other) => (one.key < other.key ? -1 : 1));
  expect(sorted(reader.snapshot())).toEqual(sorted(up.flagstaff.snapshot()));
});

describe('a relay that has restarted', () => {
  const shared = (store: StorageBackend) => async () => store;

  it('sends the changes before its start from the history of the store', async () => {
    const requests = await restart(shared(createMemoryStorage()));
    expect(requests.slice(-2)).toEqual([HEAD, CHANGES]);
    expect(requests.filter((path) => path === DOCUMENTS)).toHaveLength(1);
  });

  it.each<[name: string, history: FullStorageBackend['history'] | undefined]>([
    ['is missing', undefined],
    ['rejects', () => Promise.reject(new Error('unreadable'))],
    [
      'throws',
      () => {
        throw new Error('unreadable');
      },
    ],
    ['is no page', async () => ({}) as never],
    ['has no commits', async () => ({ items: [] })],
    ['has commits without changes', async () => ({ items: [null, {}] }) as never],
  ])('lets readers load all documents when the history %s', async (_name, history) => {
    const { history: _, ...store } = createMemoryStorage();
    const requests = await restart(shared({ ...store, ...(history && { history }) }));
    expect(requests.slice(-3)).toEqual([HEAD, CHANGES, DOCUMENTS]);
  });

  it('reads the history once for all readers', async () => {
    const store = createMemoryStorage();
    for (let edit = 0; edit < 4; edit++) await store.set(numberFlag('a', edit));
    const { items } = await store.history();
    let reads = 0;
    const up = await origin({
      ...store,
      history(query) {
        reads++;
        return store.history(query);
      },
    });
    const until = revisionId(up.flagstaff.revision);
    const answers = items.map(async ({ revision }) => {
      const response = await fetch(`${up.served.url}/flagstaff/v1/changes/${revisionId(revision)}/${until}`);
      const { commits } = (await response.json()) as { readonly commits: readonly unknown[] };
      return commits.length;
    });
    expect(await Promise.all(answers)).toEqual([0, 1, 2, 3]);
    const other = revisionId({ epoch: 'other', number: 1, token: 'x' });
    expect((await fetch(`${up.served.url}/flagstaff/v1/changes/${other}/${until}`)).status).toBe(410);
    expect(reads).toBe(1);
  });
});

describe('a relay of a relay that has restarted', () => {
  const quick = { timeoutMs: 30_000, loadTimeoutMs: 30_000 };

  /**
   * A reader of a relay of a relay, at the first revision. The inner relay is closed, and the store has changed twice since.
   *
   * @param until Until then, the other relay is not asked for changes.
   */
  async function changedMeanwhile(until?: Promise<void>) {
    const outer = await origin(manyFlags());
    const first = await origin(httpStorage({ url: outer.served.url, ...quick }));
    const { requests, fetch } = counting();
    const storage = httpStorage({ url: first.served.url, fetch, events: false, ...quick });
    const reader = createFlagstaff({ storage, pollIntervalMs: false });
    onTestFinished(() => reader.close());
    await reader.refresh();
    await first.served.close();
    await manage(outer.flagstaff).set(fullFlag('flag-7', 2));
    await manage(outer.flagstaff).delete('flag:flag-8');
    const upstream = counting();
    const held = async (url: string, init: RequestInit): Promise<Response> => {
      if (url.includes('/changes/')) await until;
      return upstream.fetch(url, init);
    };
    const restarted = await origin(httpStorage({ url: outer.served.url, fetch: held, ...quick }), {
      port: first.served.port,
    });
    return { outer, reader, requests, restarted, upstream };
  }

  /** Refreshes until the reader has the last revision. The first request may find that its connection was closed. */
  async function catchUp(reader: Flagstaff, { flagstaff }: Origin): Promise<void> {
    await expect
      .poll(async () => {
        await reader.refresh();
        return reader.revision;
      })
      .toEqual(flagstaff.revision);
  }

  it('sends less than 2 kB of the changes that the other relay kept, of 2,000 flags', async () => {
    const { outer, reader, requests, restarted, upstream } = await changedMeanwhile();
    const sent = countSent(restarted.served);
    await catchUp(reader, outer);
    expect(requests.slice(-2)).toEqual([HEAD, CHANGES]);
    expect(requests.filter((path) => path === DOCUMENTS)).toHaveLength(1);
    expect(sent()).toBeLessThan(2_000);
    expect([numberOf(reader, 'flag-7'), numberOf(reader, 'flag-8')]).toEqual([2, -1]);
    expect(upstream.requests.filter((path) => path === CHANGES)).toHaveLength(1);
  });

  it('asks the other relay once for all readers, and passes on later changes itself', async () => {
    const { outer, reader, restarted, upstream } = await changedMeanwhile();
    const until = revisionId(outer.flagstaff.revision);
    const since = revisionId(reader.revision);
    const url = `${restarted.served.url}/flagstaff/v1/changes/${since}/${until}`;
    const answers = await Promise.all(Array.from({ length: 5 }, async () => (await fetch(url)).json()));
    expect(answers).toEqual(Array.from({ length: 5 }, () => ({ commits: [expect.anything(), expect.anything()] })));
    await manage(outer.flagstaff).set(fullFlag('flag-9', 3));
    await expect.poll(() => numberOf(restarted.flagstaff, 'flag-9')).toBe(3);
    await catchUp(reader, outer);
    expect([numberOf(reader, 'flag-7'), numberOf(reader, 'flag-9')]).toEqual([2, 3]);
    // One for its readers, and one for the change that it followed.
    expect(upstream.requests.filter((path) => path === CHANGES)).toHaveLength(2);
  });

  it('asks for few revisions at once, whatever readers invent', async () => {
    let release!: () => void;
    const { outer, reader, restarted, upstream } = await changedMeanwhile(
      new Promise<void>((resolve) => (release = resolve)),
    );
    const until = revisionId(outer.flagstaff.revision);
    const status = async (since: string): Promise<number> =>
      (await fetch(`${restarted.served.url}/flagstaff/v1/changes/${since}/${until}`)).status;
    const invented = Array.from({ length: 40 }, async (_, index) =>
      status(revisionId({ epoch: 'other', number: 1, token: `t${index}` })),
    );
    expect(new Set(await Promise.all(invented))).toEqual(new Set([410]));
    release();
    const asked = (): number => upstream.requests.filter((path) => path === CHANGES).length;
    await expect.poll(asked).toBe(16);
    await expect.poll(() => status(revisionId(reader.revision))).toBe(200);
    expect(asked()).toBe(17);
  });

  it('responds with 410 when the other relay does not have the changes either, or is gone', async () => {
    const { outer, reader, restarted, upstream } = await changedMeanwhile();
    const until = revisionId(outer.flagstaff.revision);
    const unknown = revisionId({ epoch: 'other', number: 1, token: 'x' });
    const status = async (since: string) => {
      const response = await fetch(`${restarted.served.url}/flagstaff/v1/changes/${since}/${until}`);
      return response.status;
    };
    expect([await status(unknown), await status(unknown)]).toEqual([410, 410]);
    expect(upstream.requests.filter((path) => path === CHANGES)).toHaveLength(1);
    await outer.served.close();
    expect(await status(revisionId(reader.revision))).toBe(410);
  });
});

describe('a reader loads all documents', () => {
  it('when the changes are larger', async () => {
    const up = await origin(createMemoryStorage({ documents: [numberFlag('a', 1)] }));
    const { requests, fetch } = counting();
    const reader = createFlagstaff({ storage: httpStorage({ url: up.served.url, fetch }), pollIntervalMs: false });
    onTestFinished(() => reader.close());
    await reader.refresh();
    const description = 'x'.repeat(8_000);
    const documents = Array.from({ length: 60 }, (_, at) => ({ ...numberFlag(`large-${at}`, 1), description }));
    for (let edit = 0; edit < 6; edit++) {
      await manage(up.flagstaff).commit(
        documents.map((document) => ({ type: 'set', document: { ...document, name: `${edit}` } })),
      );
    }
    requests.length = 0;
    await reader.refresh();
    expect(requests).toEqual([HEAD, CHANGES, DOCUMENTS]);
    expect(reader.revision).toEqual(up.flagstaff.revision);
  });

  it('when the store was initialized again, with another epoch', async () => {
    let inner = createMemoryStorage({ documents: [numberFlag('a', 1)] });
    const store: FullStorageBackend = {
      ...inner,
      snapshot: () => inner.snapshot(),
      revision: () => inner.revision(),
      changes: (since) => inner.changes(since),
    };
    const up = await origin(store);
    const { requests, fetch } = counting();
    const reader = follow(httpStorage({ url: up.served.url, fetch }));
    await reader.flagstaff.ready();
    inner = createMemoryStorage({ documents: [numberFlag('a', 2)] });
    await expect.poll(() => numberOf(reader.flagstaff), { timeout: 15_000 }).toBe(2);
    expect(reader.flagstaff.revision?.epoch).toBe(up.flagstaff.revision?.epoch);
    expect(requests).not.toContain(CHANGES);
    expect(requests.filter((path) => path === DOCUMENTS)).toHaveLength(2);
    // Changes follow from the new epoch.
    await inner.set(numberFlag('a', 3));
    await expect.poll(() => numberOf(reader.flagstaff)).toBe(3);
    expect(requests).toContain(CHANGES);
  });

  it('when a changed document is one that only newer readers understand', async () => {
    const store = createMemoryStorage({ documents: [numberFlag('a', 1)] });
    const up = await origin(store);
    const reader = follow(httpStorage({ url: up.served.url }));
    await reader.flagstaff.ready();
    await store.set({ kind: 'experiment', key: 'x' } as unknown as Document);
    await store.set(numberFlag('a', 2));
    await expect.poll(() => numberOf(reader.flagstaff)).toBe(2);
    expect(await httpStorage({ url: up.served.url, events: false }).list()).toHaveLength(2);
    expect(reader.problems).toContain('DOCUMENT_REJECTED');
  });
});

it('waits for the next poll when the relay that answers is behind the one that announced', async () => {
  const store = createMemoryStorage({ documents: [numberFlag('a', 1)] });
  const ahead = await origin(store);
  // Knows only what it has loaded.
  const behind = createFlagstaff({ storage: store, pollIntervalMs: false });
  onTestFinished(() => behind.close());
  await behind.refresh();
  const slow = await inHono(relay(behind, { authorize: 'anyone' }));
  onTestFinished(() => slow.close());
  await manage(ahead.flagstaff).set(numberFlag('a', 2));
  const { requests, fetch } = counting();
  const storage = httpStorage({
    url: slow.url,
    fetch: (url, init) => fetch(url.includes('/head') ? url.replace(slow.url, ahead.served.url) : url, init),
  });
  const reader = createFlagstaff({ storage, pollIntervalMs: false });
  onTestFinished(() => reader.close());
  await reader.refresh();
  await reader.refresh();
  expect([numberOf(reader), reader.state]).toEqual([1, 'ready']);
  expect(requests.filter((path) => path === CHANGES)).toHaveLength(1);
  await behind.refresh();
  await reader.refresh();
  expect(numberOf(reader)).toBe(2);
});

describe('paths that name revisions', () => {
  const id = `1-${'0'.repeat(16)}`;

  it.each([
    'changes',
    `changes/${id}`,
    `changes/${id}/${id}/${id}`,
    `changes/${id}/`,
    `changes//${id}`,
    `changes/${id}/1-${'0'.repeat(15)}`,
    `changes/${id}/1-${'A'.repeat(16)}`,
    `changes/${'1'.repeat(17)}-${'0'.repeat(16)}/${id}`,
    `changes/__proto__/constructor`,
    `changes/%31-${'0'.repeat(16)}/${id}`,
    `changes/${'x/'.repeat(4_000)}`,
    `documents/${id}/${id}`,
    'documents/',
    'documents/latest',
  ])('respond 404 at any other spelling: %s', async (path) => {
    const up = await origin(createMemoryStorage({ documents: [numberFlag('a', 1)] }));
    const response = await fetch(`${up.served.url}/flagstaff/v1/${path}`);
    expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'private, no-store']);
  });

  it('respond that a revision is not known, and are not stored', async () => {
    const up = await origin(createMemoryStorage({ documents: [numberFlag('a', 1)] }));
    const ask = async (path: string): Promise<unknown> => {
      const response = await fetch(`${up.served.url}/flagstaff/v1/${path}`);
      await response.text();
      return [response.status, response.headers.get('cache-control')];
    };
    const head = await fetch(`${up.served.url}/flagstaff/v1/head`);
    const known = head.headers.get('etag')!.slice('W/"'.length, -1);
    expect(await ask(`documents/${known}`)).toEqual([200, 'private, no-cache']);
    expect(await ask(`documents/${id}`)).toEqual([404, 'private, no-store']);
    expect(await ask(`changes/${known}/${known}`)).toEqual([200, 'private, no-cache']);
    expect(await ask(`changes/${known}/${id}`)).toEqual([409, 'private, no-store']);
    expect(await ask(`changes/${id}/${known}`)).toEqual([410, 'private, no-store']);
  });
});

describe('changes that are not from a relay', () => {
  const since = { epoch: 'e', number: 1, token: 't1' };
  const revision = { epoch: 'e', number: 2, token: 't2' };
  const change = { id: 'flag:a', after: numberFlag('a', 2) };

  it.each<[name: string, body: unknown]>([
    ['no list', { commits: { length: 1 } }],
    ['an inherited list', JSON.parse('{"__proto__":{"commits":[]}}')],
    ['nothing in the list', { commits: [null] }],
    ['no revision', { commits: [{ revision: null, previous: 't1', changes: [change] }] }],
    ['no previous token', { commits: [{ revision, changes: [change] }] }],
    ['a long previous token', { commits: [{ revision, previous: 'x'.repeat(600), changes: [change] }] }],
    ['no changes', { commits: [{ revision, previous: 't1' }] }],
    ['a change without an id', { commits: [{ revision, previous: 't1', changes: [{ after: null }] }] }],
    ['a change without a document', { commits: [{ revision, previous: 't1', changes: [{ id: 'flag:a' }] }] }],
    ['a document that is a text', { commits: [{ revision, previous: 't1', changes: [{ id: 'x', after: 'x' }] }] }],
    ['too many bytes', { commits: [], padding: 'x'.repeat(2_000) }],
  ])('are corrupt: %s', async (_name, body) => {
    const { url, close } = await answering((req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      res.end(JSON.stringify(req.url!.endsWith('/head') ? { revision } : body));
    });
    onTestFinished(close);
    const storage = httpStorage({ url, maxBytes: 1_000 });
    await expect(storage.changes(since)).rejects.toMatchObject({ code: 'STORAGE_CORRUPT' });
  });

  it('are replaced by all documents when they do not follow from what is held', async () => {
    const paths: string[] = [];
    let head = since;
    const { url, close } = await answering((req, res) => {
      const path = req.url!.slice('/flagstaff/v1/'.length).split('/')[0]!;
      paths.push(path);
      res.writeHead(200, { 'content-type': 'application/json' });
      const changed = { commits: [{ revision, previous: 'another', changes: [change] }] };
      const all = { revision: head, documents: [numberFlag('a', head.number)] };
      res.end(JSON.stringify({ head: { revision: head }, changes: changed, documents: all }[path]));
    });
    onTestFinished(close);
    const reader = createFlagstaff({ storage: httpStorage({ url, events: false }), pollIntervalMs: false });
    onTestFinished(() => reader.close());
    await reader.refresh();
    head = revision;
    await reader.refresh();
    expect(numberOf(reader)).toBe(2);
    expect(paths).toEqual(['head', 'documents', 'head', 'changes', 'documents']);
  });
});
