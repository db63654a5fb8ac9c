// @needs redis, postgres, mysql
import { count } from '@flagstaff/spec';
import { startFaultProxy } from '@flagstaff/testbed';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readContract, startApi } from './support/api.ts';
import type { Api } from './support/api.ts';
import { STORES } from './support/stores.ts';
import type { Connect } from './support/stores.ts';

readContract();

const FLAG = {
  kind: 'flag',
  key: 'a',
  type: 'object',
  variants: { z: { b: 1, a: [2] }, y: {} },
  default: 'z',
  off: 'y',
} as const;
const WRITERS = count(4, 8);
/** A flag has at most 64 names of metadata. */
const nameOf = (write: number): string => `w${write % 60}`;
const PATIENCE = count(120_000, 3_600_000);

async function startOn(connect: Connect): Promise<Api> {
  const storage = await connect();
  return startApi(storage === undefined ? {} : { storage });
}

describe.each(STORES)('on %s', (name, create) => {
  const start = async (): Promise<Api> => startOn(await create());

  it('answers writes and reads alike', async () => {
    const { ask } = await start();
    expect((await ask('POST', '/flags?comment=First', { body: FLAG })).status).toBe(201);
    const read = await ask('GET', '/flags/a');
    const headers = { 'if-match': read.headers.get('etag')!, 'idempotency-key': crypto.randomUUID() };
    const patched = await ask('PATCH', '/flags/a', { body: { owner: 'ada' }, headers });
    expect(patched.status).toBe(200);
    expect((await ask('GET', '/flags/a')).headers.get('etag')).toBe(patched.headers.get('etag'));
    const again = await ask('PATCH', '/flags/a', { body: { owner: 'ada' }, headers });
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    const token = headers['idempotency-key'];
    expect((await ask('GET', `/commits/by-token/${token}`)).body).toMatchObject({
      via: 'api',
      changes: [{ fields: [{ field: 'owner', from: null, to: 'ada' }] }],
    });
    const feed = await ask('GET', '/commits?after=');
    expect(feed.body.items.map(({ comment }: { comment?: string }) => comment)).toEqual(['First', undefined]);
    expect((await ask('GET', '/commits?actor=root&kind=flag&since=2020-01-01')).body.items).toHaveLength(2);
    expect((await ask('DELETE', '/flags/a', { headers: { 'if-match': again.headers.get('etag')! } })).status).toBe(204);
  });

  it(
    'loses no patch of concurrent writers',
    async () => {
      const { ask } = await start();
      await ask('POST', '/flags', { body: FLAG });
      const patches = count(2, 500);
      const write = async (writer: string): Promise<void> => {
        let etag = (await ask('GET', '/flags/a')).headers.get('etag')!;
        for (let done = 0; done < patches;) {
          const body = { metadata: { [writer]: done + 1 } };
          const answer = await ask('PATCH', '/flags/a', { body, headers: { 'if-match': etag } });
          expect([200, 412]).toContain(answer.status);
          etag = answer.headers.get('etag')!;
          // A conflict explains itself, so the next attempt needs no read.
          const { version } = answer.status === 200 ? answer.body : answer.body.current;
          expect(version).toBeGreaterThan(1);
          if (answer.status === 200) done += 1;
        }
      };
      const writers = Array.from({ length: WRITERS }, (_, index) => `w${index}`);
      await Promise.all(writers.map(write));
      const { body } = await ask('GET', '/flags/a');
      expect(body.version).toBe(1 + WRITERS * patches);
      expect(body.metadata).toEqual(Object.fromEntries(writers.map((writer) => [writer, patches])));
    },
    PATIENCE,
  );

  it(
    'gives a slow reader of the feed every commit once, in order',
    async () => {
      const connect = await create();
      // Several instances write at a time, where a store can be shared.
      const apis = [await startOn(connect), ...(name === 'memory' ? [] : [await startOn(connect)])];
      const [{ ask }] = apis as [Api];
      const keys = Array.from({ length: WRITERS }, (_, index) => `f${index}`);
      const seed = { changes: keys.map((key) => ({ set: { ...FLAG, key } })) };
      const written = [Number((await ask('POST', '/commits', { body: seed })).headers.get('flagstaff-revision'))];
      const read: number[] = [];
      let after = '';
      const readPage = async (): Promise<boolean> => {
        const { body } = await ask('GET', `/commits?limit=10&after=${encodeURIComponent(after)}`);
        expect(body).not.toHaveProperty('truncated');
        read.push(...body.items.map(({ revision }: { revision: { number: number } }) => revision.number));
        after = body.position;
        return body.items.length > 0;
      };
      let reading: Promise<unknown> = readPage();
      const commits = count(40, 5_000);
      const write = async (key: string, index: number): Promise<void> => {
        const { ask: send } = apis[index % apis.length]!;
        while (written.length <= commits - WRITERS) {
          const body = { metadata: { written: written.length } };
          const { headers } = await send('PATCH', `/flags/${key}`, { body, headers: { 'if-match': '*' } });
          written.push(Number(headers.get('flagstaff-revision')));
          // Fewer than are written: a history keeps 1,000 commits for readers that fall behind.
          if (written.length % 12 === 0) reading = reading.then(readPage);
        }
      };
      await Promise.all(keys.map(write));
      await reading;
      while (await readPage());
      expect(read).toEqual(written.sort((one, other) => one - other));
      expect(read.length).toBeGreaterThan(commits - WRITERS);
    },
    PATIENCE,
  );

  it(
    'makes one commit of one key in parallel, while replies are lost and others write',
    async () => {
      const { ask, url } = await start();
      for (const key of ['a', 'b', 'c']) await ask('POST', '/flags', { body: { ...FLAG, key } });
      const proxy = await startFaultProxy(Number(new URL(url).port));
      onTestFinished(() => proxy.close());
      const key = crypto.randomUUID();
      const address = `${url.replace(/:\d+/, `:${proxy.port}`)}/api/v1/commits`;
      for (let losses = 0; losses < 5; losses++) proxy.loseReply({ containing: key });
      const send = async (): Promise<Response> => {
        for (;;) {
          try {
            const headers = { 'x-user': 'root', 'content-type': 'application/json', 'idempotency-key': key };
            const body = JSON.stringify({ changes: [{ set: { ...FLAG, owner: 'ada' } }] });
            return await fetch(address, { method: 'POST', headers, body });
          } catch {
            // The reply was lost: the request is repeated.
          }
        }
      };
      const load = { isOver: false };
      const others = ['b', 'c'].map(async (flag) => {
        for (let done = 0; !load.isOver; done++) {
          const body = { metadata: { done } };
          const { status } = await ask('PATCH', `/flags/${flag}`, { body, headers: { 'if-match': '*' } });
          expect(status).toBe(200);
        }
      });
      const sending = Array.from({ length: count(10, 50) }, send);
      const answers = await Promise.all(sending).finally(() => (load.isOver = true));
      await Promise.all(others);
      const commits = await Promise.all(
        answers.map(async (answer) => {
          expect([200, 201]).toContain(answer.status);
          return ((await answer.json()) as { revision: { number: number } }).revision.number;
        }),
      );
      expect(new Set(commits).size).toBe(1);
      expect(proxy.lost).toBe(5);
      expect((await ask('GET', '/flags/a')).body.version).toBe(2);
    },
    PATIENCE,
  );
});

describe.each(STORES.filter(([name]) => name !== 'memory'))('two instances on %s', (_name, create) => {
  it(
    'see and accept each write of the other one',
    async () => {
      const connect = await create();
      const [first, second] = [await startOn(connect), await startOn(connect)];
      await first.ask('POST', '/flags', { body: FLAG });
      let etag = (await second.ask('GET', '/flags/a')).headers.get('etag')!;
      const writes = count(12, 500);
      for (let done = 1; done <= writes; done++) {
        // Requests go to either instance in turn, as a load balancer without sticky sessions sends them.
        const [writer, reader] = done % 2 === 0 ? [first, second] : [second, first];
        const body = { metadata: { [nameOf(done)]: done } };
        const written = await writer.ask('PATCH', '/flags/a', { body, headers: { 'if-match': etag } });
        expect([written.status, written.body.version]).toEqual([200, 1 + done]);
        etag = written.headers.get('etag')!;
        const read = await reader.ask('GET', '/flags/a');
        expect([read.headers.get('etag'), read.body.version]).toEqual([etag, 1 + done]);
      }
      const expected = Object.fromEntries(Array.from({ length: writes }, (_, index) => [nameOf(index + 1), index + 1]));
      for (const { ask, problems } of [first, second]) {
        expect((await ask('GET', '/flags/a')).body.metadata).toEqual(expected);
        expect(problems).toEqual([]);
      }
    },
    PATIENCE,
  );
});
