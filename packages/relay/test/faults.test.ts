// Tests a reader when the other end, or the network between, misbehaves.
import { createMemoryStorage } from '@flagstaff/core/storage';
import type { FullStorageBackend } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { httpStorage, relay } from '@flagstaff/relay';
import { freePort, startFaultProxy } from '@flagstaff/testbed';
import { describe, expect, it, onTestFinished } from 'vitest';
import { follow, numberFlag, numberOf, origin } from './support/origin.ts';
import { answering, inHono } from './support/serve.ts';

const one = (value = 1): FullStorageBackend => createMemoryStorage({ documents: [numberFlag('a', value)] });

/** A store that can be replaced by another one: a failover, a restore, an emptied store. */
function exchangeable(first: FullStorageBackend): {
  storage: FullStorageBackend;
  exchange(next: FullStorageBackend): void;
} {
  let inner = first;
  const storage: FullStorageBackend = {
    ...first,
    snapshot: () => inner.snapshot(),
    revision: () => inner.revision(),
    changes: (since) => inner.changes(since),
    watch: (onChange) => inner.watch(onChange),
  };
  return { storage, exchange: (next) => void (inner = next) };
}

it('follows an origin that is down at the start, disappears and returns', async () => {
  const port = await freePort();
  const reader = follow(httpStorage({ url: `http://127.0.0.1:${port}` }));
  await expect(reader.flagstaff.ready({ timeoutMs: 800 })).rejects.toMatchObject({ code: 'READY_TIMEOUT' });
  expect(reader.problems).toEqual(['STORAGE_UNAVAILABLE']);
  expect(reader.errors[0]!.message).toContain('ECONNREFUSED');

  const store = one();
  const up = await origin(store, { port });
  await reader.flagstaff.ready();
  expect(numberOf(reader.flagstaff)).toBe(1);

  await up.served.close();
  await expect.poll(() => reader.flagstaff.state).toBe('stale');
  expect(numberOf(reader.flagstaff)).toBe(1);

  const again = await inHono(up.handler, port);
  onTestFinished(() => again.close());
  await expect.poll(() => reader.flagstaff.state).toBe('ready');
  await manage(up.flagstaff).set(numberFlag('a', 2));
  await expect.poll(() => numberOf(reader.flagstaff)).toBe(2);
  // The stream is open again, too.
  await expect.poll(() => up.handler.openStreams).toBe(1);
});

it('says whether changes are announced to it', async () => {
  const up = await origin(one());
  const storage = httpStorage({ url: up.served.url });
  onTestFinished(() => storage.close());
  const said: boolean[] = [];
  await storage.watch!(
    () => {},
    (isHealthy) => said.push(isHealthy),
  );
  await expect.poll(() => said).toEqual([true]);
  await up.served.close();
  await expect.poll(() => said).toEqual([true, false]);
  const again = await inHono(up.handler, Number(new URL(up.served.url).port));
  onTestFinished(() => again.close());
  await expect.poll(() => said).toEqual([true, false, true]);
});

it('detects a silently dead connection', async () => {
  const up = await origin(one());
  const proxy = await startFaultProxy(up.served.port);
  onTestFinished(() => proxy.close());
  const reader = follow(httpStorage({ url: `http://127.0.0.1:${proxy.port}`, events: { silenceSeconds: 1 } }));
  await reader.flagstaff.ready();
  await expect.poll(() => up.handler.openStreams).toBe(1);
  proxy.blackHole();
  await manage(up.flagstaff).set(numberFlag('a', 2));
  await expect.poll(() => reader.flagstaff.state).toBe('stale');
  expect(reader.problems).toContain('STORAGE_TIMEOUT');
  expect(numberOf(reader.flagstaff)).toBe(1);
  proxy.pass();
  await expect.poll(() => numberOf(reader.flagstaff)).toBe(2);
});

it('follows a relay of a relay', async () => {
  const first = await origin(one());
  const second = await origin(httpStorage({ url: first.served.url }));
  const reader = follow(httpStorage({ url: second.served.url }));
  await reader.flagstaff.ready();
  await manage(first.flagstaff).set(numberFlag('a', 2));
  await expect.poll(() => numberOf(reader.flagstaff)).toBe(2);
  expect(reader.flagstaff.revision).toEqual(first.flagstaff.revision);
  // The first disappears, the second keeps serving.
  await first.served.close();
  await expect.poll(() => second.flagstaff.state).toBe('stale');
  const late = follow(httpStorage({ url: second.served.url }));
  await late.flagstaff.ready();
  expect([numberOf(late.flagstaff), reader.flagstaff.state]).toEqual([2, 'ready']);
});

it('follows a store that was rolled back to a lower number', async () => {
  const old = one();
  const { revision, documents } = await old.snapshot();
  const { storage, exchange } = exchangeable(old);
  const up = await origin(storage);
  const reader = follow(httpStorage({ url: up.served.url }));
  await reader.flagstaff.ready();
  const rollbacks: boolean[] = [];
  reader.flagstaff.on('change', ({ rolledBack }) => rollbacks.push(rolledBack));
  await old.set(numberFlag('a', 2));
  await old.set(numberFlag('a', 3));
  await expect.poll(() => numberOf(reader.flagstaff)).toBe(3);
  exchange({ ...old, revision: async () => revision, snapshot: async () => ({ revision, documents }) });
  await expect.poll(() => numberOf(reader.flagstaff)).toBe(1);
  expect(reader.flagstaff.revision).toEqual(revision);
  expect(rollbacks.at(-1)).toBe(true);
});

it('keeps documents of an emptied store, at the relay and its readers, also after a restart of the relay', async () => {
  const { storage, exchange } = exchangeable(one());
  const up = await origin(storage);
  const reader = follow(httpStorage({ url: up.served.url }));
  await reader.flagstaff.ready();
  exchange(createMemoryStorage());
  await expect.poll(() => up.problems).toContain('STORE_LOST');
  expect([reader.flagstaff.state, numberOf(reader.flagstaff)]).toEqual(['ready', 1]);
  // The relay has never seen a document, but the reader has.
  await up.served.close();
  await origin(createMemoryStorage(), { port: up.served.port });
  await expect.poll(() => reader.problems).toContain('STORE_LOST');
  expect([reader.flagstaff.state, numberOf(reader.flagstaff)]).toEqual(['stale', 1]);
});

it('finds a change that no event announced', async () => {
  const up = await origin(one(), { events: { heartbeatSeconds: 1 } });
  const deaf = follow(
    httpStorage({
      url: up.served.url,
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        if (!url.endsWith('/events')) return response;
        // Heartbeats arrive, events do not.
        const silenced = new TransformStream<string, string>({
          transform: (text, sink) => sink.enqueue(text.replaceAll('data', ':')),
        });
        const body = response
          .body!.pipeThrough(new TextDecoderStream())
          .pipeThrough(silenced)
          .pipeThrough(new TextEncoderStream());
        return new Response(body, response);
      },
    }),
  );
  await deaf.flagstaff.ready();
  await expect.poll(() => up.handler.openStreams).toBe(1);
  await manage(up.flagstaff).set(numberFlag('a', 2));
  await expect.poll(() => numberOf(deaf.flagstaff)).toBe(2);
});

describe('a response that is not from a relay', () => {
  const SECRET = 'a-secret-that-is-never-shown';
  const revision = { epoch: 'e', number: 1, token: 't' };
  const json = { 'content-type': 'application/json' };

  it.each<[name: string, status: number, headers: { [name: string]: string }, body: string | Uint8Array, code: string]>(
    [
      ['a 401', 401, {}, '', 'STORAGE_UNAVAILABLE'],
      ['a 404', 404, {}, '', 'STORAGE_UNAVAILABLE'],
      ['a redirect', 302, { location: 'http://127.0.0.1:1/' }, '', 'STORAGE_UNAVAILABLE'],
      ['a 500', 500, {}, SECRET, 'STORAGE_UNAVAILABLE'],
      ['a 304 for an unconditional request', 304, {}, '', 'STORAGE_UNAVAILABLE'],
      ['an HTML page', 200, { ...json, 'content-type': 'text/html' }, '<p>', 'STORAGE_CORRUPT'],
      ['text that is not JSON', 200, json, `{"revision":${SECRET}`, 'STORAGE_CORRUPT'],
      ['bytes', 200, json, Uint8Array.of(0x22, 0xff, 0x22), 'STORAGE_CORRUPT'],
      ['a list', 200, json, '[]', 'STORAGE_CORRUPT'],
      ['no documents', 200, json, JSON.stringify({ revision }), 'STORAGE_CORRUPT'],
      ['no revision', 200, json, '{"documents":[]}', 'STORAGE_CORRUPT'],
      ['half a revision', 200, json, '{"revision":{"epoch":"e","token":"t"},"documents":[]}', 'STORAGE_CORRUPT'],
      ['an inherited revision', 200, json, '{"__proto__":{"revision":null},"documents":[]}', 'STORAGE_CORRUPT'],
      [
        'a response that is too large',
        200,
        json,
        JSON.stringify({ revision, documents: ['x'.repeat(2_000)] }),
        'STORAGE_CORRUPT',
      ],
      ['depth', 200, json, '['.repeat(900) + ']'.repeat(900), 'STORAGE_CORRUPT'],
    ],
  )('%s', async (_name, status, headers, body, code) => {
    const { port, close } = await answering((_req, res) => void res.writeHead(status, headers).end(body));
    onTestFinished(close);
    const storage = httpStorage({
      url: `http://user:${SECRET}@127.0.0.1:${port}/${SECRET}`,
      headers: { 'x-key': SECRET },
      maxBytes: 1_000,
    });
    const error = await storage.snapshot().then(
      () => undefined,
      (thrown: unknown) => thrown as Error,
    );
    expect(error).toMatchObject({ name: 'FlagstaffError', code });
    expect(JSON.stringify([error!.message, error!.stack, String(error!.cause)])).not.toContain(SECRET);
    await storage.close();
  });

  it('abandons an endless response', async () => {
    const { url, close } = await answering((_req, res) => {
      res.writeHead(200, json);
      const timer = setInterval(() => res.write(' '.repeat(100)), 1);
      res.on('close', () => clearInterval(timer));
    });
    onTestFinished(close);
    await expect(httpStorage({ url, maxBytes: 5_000, loadTimeoutMs: 60_000 }).snapshot()).rejects.toMatchObject({
      code: 'STORAGE_CORRUPT',
    });
    await expect(httpStorage({ url, loadTimeoutMs: 100 }).snapshot()).rejects.toMatchObject({
      code: 'STORAGE_TIMEOUT',
    });
  });

  it('rejects an invalid revision', async () => {
    let body = '';
    const { url, close } = await answering((_req, res) => void res.writeHead(200, json).end(body));
    onTestFinished(close);
    const storage = httpStorage({ url });
    for (body of [
      '',
      'null',
      '[]',
      '{}',
      '{"__proto__":{"revision":null}}',
      '{"revision":5}',
      '{"revision":{"epoch":"","number":1,"token":"t"}}',
      '{"revision":{"epoch":"e","number":1e99,"token":"t"}}',
      JSON.stringify({ revision, padding: 'x'.repeat(20_000) }),
    ]) {
      await expect(storage.revision()).rejects.toMatchObject({ code: 'STORAGE_CORRUPT' });
    }
    body = '{"revision":null}';
    expect(await storage.revision()).toBeUndefined();
  });

  it('leaves invalid documents to the reading client', async () => {
    const documents = [null, 5, 'flag:a', [], { kind: 'flag' }, numberFlag('a', 1)];
    const { url, close } = await answering(
      (_req, res) => void res.writeHead(200, json).end(JSON.stringify({ revision, documents })),
    );
    onTestFinished(close);
    const storage = httpStorage({ url, events: false });
    expect(await storage.get('flag:a')).toEqual(numberFlag('a', 1));
    const { flagstaff, problems } = follow(storage);
    await flagstaff.ready();
    expect(numberOf(flagstaff)).toBe(1);
    expect(new Set(problems)).toEqual(new Set(['DOCUMENT_REJECTED']));
  });

  it('polls without an event stream, and reports that once', async () => {
    const up = await origin(one(), { events: false });
    const reader = follow(httpStorage({ url: up.served.url }));
    await reader.flagstaff.ready();
    await expect.poll(() => reader.problems).toEqual(['WATCH_UNAVAILABLE']);
    await manage(up.flagstaff).set(numberFlag('a', 2));
    await expect.poll(() => numberOf(reader.flagstaff)).toBe(2);
    expect(reader.problems).toEqual(['WATCH_UNAVAILABLE']);
  });
});

it('closes immediately in any state', async () => {
  const requests: string[] = [];
  const { url, close } = await answering((req) => void requests.push(req.url!));
  onTestFinished(close);
  const storage = httpStorage({ url, timeoutMs: 600_000, loadTimeoutMs: 600_000 });
  const waiting = [storage.snapshot(), storage.revision(), storage.watch!(() => undefined)];
  const outcomes = Promise.allSettled(waiting);
  await expect.poll(() => requests.length).toBe(3);
  await storage.close();
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'CLOSED' } });
  }
});

it('disconnects from the relay when it closes', async () => {
  const up = await origin(one());
  const storage = httpStorage({ url: up.served.url });
  const stop = await storage.watch!(() => undefined);
  const other = await storage.watch!(() => undefined);
  expect(up.handler.openStreams).toBe(2);
  await stop();
  await expect.poll(() => up.handler.openStreams).toBe(1);
  await storage.close();
  await expect.poll(() => up.handler.openStreams).toBe(0);
  await other();
});

it('sends credentials to the relay only', async () => {
  const seen: (string | undefined)[] = [];
  const up = await origin(one());
  const target = await answering((req, res) => {
    seen.push(req.headers.authorization);
    res.end();
  });
  onTestFinished(target.close);
  const key = { value: 'first' };
  const guarded = await inHono(
    relay(up.flagstaff, { authorize: (request) => request.headers.get('x-key') === key.value }),
  );
  onTestFinished(guarded.close);
  const storage = httpStorage({ url: guarded.url, headers: async () => ({ 'x-key': key.value }) });
  expect((await storage.snapshot()).documents).toHaveLength(1);
  key.value = 'second';
  expect((await storage.snapshot()).documents).toHaveLength(1);

  const redirecting = await answering((_req, res) => void res.writeHead(307, { location: target.url }).end());
  onTestFinished(redirecting.close);
  const lured = httpStorage({ url: redirecting.url.replace('//', '//user:p%40ss@') });
  await expect(lured.snapshot()).rejects.toThrow('redirects');
  expect(seen).toEqual([]);
  const direct = httpStorage({ url: target.url.replace('//', '//user:p%40ss@') });
  await expect(direct.snapshot()).rejects.toMatchObject({ code: 'STORAGE_CORRUPT' });
  expect(seen).toEqual([`Basic ${btoa('user:p@ss')}`]);
  const failing = httpStorage({
    url: target.url,
    headers: () => {
      throw new Error('vault');
    },
  });
  await expect(failing.snapshot()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
});

it('rejects every write', async () => {
  const up = await origin(one());
  const { flagstaff } = follow(httpStorage({ url: up.served.url }));
  await flagstaff.ready();
  const readOnly = { code: 'READ_ONLY', message: expect.stringContaining('is read-only') as string };
  await expect(manage(flagstaff).set(numberFlag('a', 2))).rejects.toMatchObject(readOnly);
  await expect(manage(flagstaff).delete('flag:a')).rejects.toMatchObject(readOnly);
  await expect(manage(flagstaff).commit([{ type: 'set', document: numberFlag('b', 2) }])).rejects.toMatchObject(
    readOnly,
  );
  expect(numberOf(flagstaff)).toBe(1);
});

it.each<[what: string, options: object]>([
  ['url', {}],
  ['url', { url: 'flags.example' }],
  ['url', { url: 'ftp://flags.example' }],
  ['url', { url: 'https://flags.example?key=secret' }],
  ['url', { url: 'https://u:%E0%A4%A@flags.example' }],
  ['headers', { url: 'https://flags.example', headers: { 'x-key': 'secret\nx: y' } }],
  ['headers', { url: 'https://flags.example', headers: 'secret' }],
  ['fetch', { url: 'https://flags.example', fetch: 'secret' }],
  ['events', { url: 'https://flags.example', events: true }],
  ['silenceSeconds', { url: 'https://flags.example', events: { silenceSeconds: 0 } }],
  ['timeoutMs', { url: 'https://flags.example', timeoutMs: 0 }],
  ['maxBytes', { url: 'https://flags.example', maxBytes: Infinity }],
  ['retries', { url: 'https://flags.example', retries: 3 }],
])('names the invalid option: %s %j', (what, options) => {
  let thrown: Error | undefined;
  try {
    httpStorage(options as Parameters<typeof httpStorage>[0]);
  } catch (error) {
    thrown = error as Error;
  }
  expect(thrown).toMatchObject({ code: 'INVALID_OPTIONS', message: expect.stringContaining(what) as string });
  expect(thrown!.message).not.toContain('secret');
});

it('reports a failure whose causes contain each other', async () => {
  const [inner, outer] = [new Error('inner'), new Error('outer')];
  inner.cause = outer;
  outer.cause = inner;
  const storage = httpStorage({ url: 'http://127.0.0.1:1', fetch: () => Promise.reject(outer) });
  await expect(storage.snapshot()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
});
