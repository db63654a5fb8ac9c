// Fuzzes the responses of a relay, or of another server in its place: bytes of a real TCP server, in chunks.
// One case of the harness is a batch of concurrent responses, each with three or more hostile values: the status, the headers, and the
// documents.
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createFlagstaff, isFlagstaffError } from '@flagstaff/core';
import type { FlagstaffError } from '@flagstaff/core';
import { explain } from '@flagstaff/core/explain';
import {
  hostileJson,
  hostileJsonText,
  hostileText,
  mutate,
  mutateBytes,
  mutateText,
  STORED,
  toJson,
} from '@flagstaff/fuzz';
import type { Random } from '@flagstaff/fuzz';
import { httpStorage } from '@flagstaff/relay';
import { count } from '@flagstaff/spec';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { headerText } from './support/serve.ts';
import { fuzzBatches, outcomeOf } from './support/batches.ts';

let server: Server;
let url: string;

/** The chunks that the server sends, and whether it then closes the connection. */
interface Planned {
  readonly pieces: readonly Uint8Array[];
  readonly cut: boolean;
}

/** The remaining responses by requested path, in order. */
const plans = new Map<string, Planned[]>();
let paths = 0;

/** The URL of the server with the planned responses, and how to describe them. */
function plan(...planned: Planned[]): { readonly at: string; readonly shown: string } {
  const path = `/${(paths += 1)}`;
  const shown = Buffer.concat(planned.at(-1)?.pieces ?? []);
  plans.set(path, planned);
  return { at: url + path, shown: shown.toString('latin1').slice(0, 600) };
}

const ANSWERS = 10;

const sockets = new Set<Socket>();

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.once('data', (request) => {
      const path = /^\w+ (\/\d+)\//.exec(request.toString('latin1'))?.[1] ?? '';
      const left = plans.get(path) ?? [];
      const { pieces = [], cut = true } = left.shift() ?? {};
      if (left.length === 0) plans.delete(path);
      for (const piece of pieces) socket.write(piece);
      if (cut) socket.destroy();
      else socket.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  server.close();
  await once(server, 'close');
});

const REVISION = { epoch: 'e', number: 1, token: 't' };
const NEXT = { epoch: 'e', number: 2, token: 'u' };
const HEAD = JSON.stringify({ revision: NEXT });

/** A response that names another revision. */
const NAMED: Planned = {
  pieces: [
    Buffer.from(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${HEAD.length}\r\nconnection: close\r\n\r\n${HEAD}`,
    ),
  ],
  cut: false,
};

function changesFrom(random: Random): string {
  const changes = STORED.map((document) => ({
    id: `${document.kind}:${document.key}`,
    after: random.chance(0.8) ? document : null,
  }));
  const commits = { commits: [{ revision: NEXT, previous: REVISION.token, changes }] };
  return toJson(random.chance(0.3) ? commits : mutate(random, commits, hostileJson));
}

function bodyFrom(random: Random): string {
  const documents = STORED.map((document) => (random.chance(0.5) ? mutate(random, document, hostileJson) : document));
  if (random.chance(0.4)) return toJson({ revision: REVISION, documents });
  if (random.chance(0.4)) return toJson(mutate(random, { revision: REVISION, documents: STORED }, hostileJson));
  return random.chance(0.4) ? mutateText(random, toJson({ revision: REVISION, documents })) : hostileJsonText(random);
}

function answerFrom(random: Random, text = bodyFrom(random)): Uint8Array[] {
  const body = Buffer.from(text);
  const status = random.chance(0.8)
    ? '200 OK'
    : random.pick(['204 No', '301 Moved', '304 Not', '401 No', '500 Oops', '503 No', '100 Go', '999 ?']);
  const headers = [
    `content-type: ${random.chance(0.9) ? 'application/json' : headerText(hostileText(random))}`,
    ...(random.chance(0.5) ? [`etag: ${random.chance(0.5) ? '"x"' : headerText(hostileText(random))}`] : []),
    ...(random.chance(0.8)
      ? [`content-length: ${random.chance(0.9) ? body.length : random.pick(['-1', '1e3', '99999999999', 'x'])}`]
      : []),
    ...(random.chance(0.05) ? ['content-encoding: gzip'] : []),
    ...(random.chance(0.05) ? ['transfer-encoding: chunked'] : []),
    'connection: close',
  ];
  const head = Buffer.from(`HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n`, 'latin1');
  const bytes = Buffer.concat([head, random.chance(0.8) ? body : mutateBytes(random, body)]);
  const whole = random.chance(0.95) ? bytes : Buffer.from(mutateBytes(random, bytes));
  const at = random.below(whole.length + 1);
  return random.chance(0.5) ? [whole] : [whole.subarray(0, at), whole.subarray(at)];
}

const CODES = ['STORAGE_CORRUPT', 'STORAGE_UNAVAILABLE', 'STORAGE_TIMEOUT'] as const;

const isDocumented = (error: unknown): error is FlagstaffError => CODES.some((code) => isFlagstaffError(error, code));

it('the backend rejects with a documented code, or returns documents', async () => {
  const outcomes = await fuzzBatches({
    name: 'relay answers',
    cases: count(1_000, 50_000),
    size: ANSWERS,
    async run(random, show) {
      const { at, shown } = plan({ pieces: answerFrom(random), cut: random.chance(0.05) });
      const storage = httpStorage({ url: at, timeoutMs: 5_000, loadTimeoutMs: 5_000, maxBytes: 4 * 2 ** 20 });
      const reading = random.chance(0.3)
        ? storage.revision()
        : random.chance(0.2)
          ? storage.get('flag:a')
          : storage.list();
      const outcome = await outcomeOf(reading, isDocumented, () => show(shown));
      await storage.close();
      return outcome;
    },
  });
  expect(outcomes.get('read')).toBeGreaterThan(100);
  expect(outcomes.get('STORAGE_CORRUPT')).toBeGreaterThan(100);
});

it('changes are read, or rejected with a documented code', async () => {
  const outcomes = await fuzzBatches({
    name: 'relay changes',
    cases: count(600, 30_000),
    size: ANSWERS,
    async run(random, show) {
      const { at, shown } = plan(NAMED, { pieces: answerFrom(random, changesFrom(random)), cut: random.chance(0.05) });
      const storage = httpStorage({ url: at, timeoutMs: 5_000, loadTimeoutMs: 5_000 });
      const outcome = await outcomeOf(storage.changes(REVISION), isDocumented, () => show(shown));
      await storage.close();
      return outcome;
    },
  });
  expect(outcomes.get('read')).toBeGreaterThan(50);
  expect(outcomes.get('STORAGE_CORRUPT')).toBeGreaterThan(50);
});

it('a client that follows never throws, and keeps its documents', async () => {
  await fuzzBatches({
    name: 'relay answers to a client',
    cases: count(800, 40_000),
    size: ANSWERS,
    async run(random, show) {
      const { at, shown } = plan({ pieces: answerFrom(random), cut: random.chance(0.05) });
      const storage = httpStorage({ url: at, timeoutMs: 5_000, loadTimeoutMs: 5_000, events: false });
      const client = createFlagstaff({ storage, pollIntervalMs: false });
      show(shown);
      await client.refresh();
      const evaluator = client.forContext({ targetingKey: 'u1' });
      evaluator.all();
      explain(evaluator, 'a');
      await client.close();
      return client.state;
    },
  });
});

function eventsFrom(random: Random): string {
  const line = (): string =>
    random.pick([
      'data: {}\n\n',
      ':\n',
      'event: x\r\n',
      '\r',
      '\n',
      hostileText(random),
      `id: ${hostileText(random)}\n`,
      `data:${hostileText(random)}\n\n`,
    ]);
  return Array.from({ length: random.below(20) }, line).join('');
}

const STREAM = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n';

function streamFrom(random: Random): Planned {
  const whole = Buffer.from(STREAM + eventsFrom(random));
  if (random.chance(0.2)) return { pieces: [mutateBytes(random, whole)], cut: false };
  return { pieces: [whole, Buffer.from(eventsFrom(random))], cut: random.chance(0.5) };
}

it('a watch ends quietly for any event stream', async () => {
  const isExpected = (error: unknown): error is FlagstaffError =>
    isDocumented(error) || isFlagstaffError(error, 'WATCH_UNAVAILABLE');
  await fuzzBatches({
    name: 'relay event streams',
    cases: count(200, 10_000),
    size: ANSWERS,
    each: 1,
    async run(random, show) {
      const { at, shown } = plan(streamFrom(random));
      const storage = httpStorage({ url: at, timeoutMs: 5_000 });
      const watching = (async () => {
        const stop = await storage.watch?.(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 2));
        await stop?.();
      })();
      try {
        return await outcomeOf(watching, isExpected, () => show(shown));
      } finally {
        await storage.close();
      }
    },
  });
});
