import type { Flagstaff, FlagstaffError } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { createEndpoint, createStreams, errorResponse } from '@flagstaff/http/endpoint';
import { expressHandler } from '@flagstaff/http/node';
import { ofrep } from '@flagstaff/ofrep';
import express from 'express';
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { client } from './support/flags.ts';
import { listening } from './support/serve.ts';

let flagstaff: Flagstaff;
let problems: FlagstaffError[];
beforeEach(async () => {
  flagstaff = client();
  await flagstaff.ready();
  problems = [];
  flagstaff.on('error', (problem) => void problems.push(problem));
});
afterEach(() => flagstaff.close());

interface Opened {
  readonly status: number;
  readonly ended: boolean;
  leave(): void;
}

/** Opens a stream over HTTP. */
async function open(url: string, from: string): Promise<Opened> {
  const [response] = (await once(get(url, { agent: false, headers: { 'x-forwarded-for': from } }), 'response')) as [
    IncomingMessage,
  ];
  let ended = false;
  response
    .on('end', () => (ended = true))
    .on('error', () => undefined)
    .resume();
  return {
    status: response.statusCode!,
    get ended() {
      return ended;
    },
    leave: () => void response.destroy(),
  };
}

/** Serves OFREP behind Express. `address` resolves to an event stream URL for a caller. */
async function serve(authorize: Parameters<typeof ofrep>[1]['authorize'], maxStreams: number) {
  const handler = ofrep(flagstaff, { authorize, events: { maxStreams, heartbeatSeconds: 3_600 } });
  const app = express().set('trust proxy', true).use(expressHandler(handler));
  const served = await listening(createServer(app).listen(0, '127.0.0.1'));
  onTestFinished(served.close);
  const address = async (key = ''): Promise<string> => {
    const response = await fetch(`${served.url}/ofrep/v1/evaluate/flags`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-key': key },
      body: '{"context":{}}',
    });
    const { eventStreams } = (await response.json()) as { eventStreams: [{ endpoint: { requestUri: string } }] };
    return served.url + eventStreams[0].endpoint.requestUri;
  };
  return { handler, address };
}

describe('a caller that opens all event streams', () => {
  it('loses its oldest stream to another address', async () => {
    const { handler, address } = await serve('anyone', 6);
    const url = await address();
    const greedy: Opened[] = [];
    for (let count = 0; count < 6; count++) greedy.push(await open(url, '192.0.2.1'));
    expect((await open(url, '192.0.2.1')).status).toBe(429);

    const others = [await open(url, '192.0.2.2'), await open(url, '192.0.2.3'), await open(url, '192.0.2.2')];
    expect(others.map(({ status }) => status)).toEqual([200, 200, 200]);
    await expect.poll(() => greedy.map(({ ended }) => ended)).toEqual([true, true, true, false, false, false]);
    expect(handler.openStreams).toBe(6);
    // The caller with the most streams is rejected, and takes none back.
    expect((await open(url, '192.0.2.1')).status).toBe(429);
    // No caller loses a stream to one that would then have as many.
    expect((await open(url, '192.0.2.2')).status).toBe(429);
    expect(others.map(({ ended }) => ended)).toEqual([false, false, false]);

    for (const stream of [...greedy, ...others]) stream.leave();
    await expect.poll(() => handler.openStreams).toBe(0);
    expect((await open(url, '192.0.2.1')).status).toBe(200);
    expect(problems).toEqual([]);
  });

  it('is identified by its name from authorize, regardless of its address', async () => {
    const { address } = await serve(({ headers }) => ({ caller: headers.get('x-key') ?? '' }), 4);
    const url = await address('greedy');
    const greedy = await Promise.all(['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'].map((ip) => open(url, ip)));
    expect((await open(url, '192.0.2.5')).status).toBe(429);
    expect((await open(await address('modest'), '192.0.2.1')).status).toBe(200);
    await expect.poll(() => greedy.filter(({ ended }) => ended)).toHaveLength(1);
  });

  it('cannot use the name of another caller, and the URL does not reveal its name', async () => {
    const { address } = await serve(({ headers }) => ({ caller: headers.get('x-key') ?? '' }), 4);
    const [mine, other] = [new URL(await address('my-own-secret-key')), new URL(await address('other'))];
    expect(mine.href).not.toContain('secret');
    const stolen = new URL(mine);
    stolen.searchParams.set('holder', other.searchParams.get('holder')!);
    expect((await open(stolen.href, '192.0.2.1')).status).toBe(401);
    stolen.searchParams.delete('holder');
    expect((await open(stolen.href, '192.0.2.1')).status).toBe(401);
    stolen.searchParams.set('holder', 'x'.repeat(32));
    expect((await open(stolen.href, '192.0.2.1')).status).toBe(401);
    expect((await open(mine.href, '192.0.2.1')).status).toBe(200);
  });
});

it('yields to other work while a thousand streams are written', async () => {
  const { handler, address } = await serve('anyone', 10_000);
  const request = new Request(await address());
  const readers = await Promise.all(
    Array.from({ length: 1_000 }, async () => (await handler(request)).body!.getReader()),
  );
  await Promise.all(readers.map((reader) => reader.read()));
  let turns = 0;
  const over = new AbortController();
  const counted = (async () => {
    while (!over.signal.aborted) {
      await setImmediate();
      turns += 1;
    }
  })();
  const turnOfEach = Promise.all(
    readers.map(async (reader) => {
      await reader.read();
      return turns;
    }),
  );
  await manage(flagstaff).set({ kind: 'flag', key: 'later', type: 'boolean' });
  const heard = await turnOfEach;
  over.abort();
  await counted;
  expect(new Set(heard).size).toBeGreaterThanOrEqual(8);
  handler.close();
});

it('merges a burst of changes into few messages, the last one with the last revision', async () => {
  const { handler, address } = await serve('anyone', 10);
  const reader = (await handler(new Request(await address()))).body!.pipeThrough(new TextDecoderStream()).getReader();
  await reader.read();
  for (let count = 0; count < 100; count++) {
    await manage(flagstaff).set({ kind: 'flag', key: 'later', type: 'boolean', description: String(count) });
  }
  const last = flagstaff.revision!.token;
  let messages = 0;
  for (let frame = ''; !frame.includes(`"${last}"`); messages++) frame = (await reader.read()).value!;
  expect(messages).toBeLessThan(50);
  await reader.cancel();
});

it('closes the connection of a reader that does not read, without an error', async () => {
  const streams = createStreams(flagstaff, { maxStreams: 10, heartbeatSeconds: 3_600 }, () => ({
    text: 'x'.repeat(8_000_000),
  }));
  const handler = createEndpoint({
    findRoute: (path) => (path === '/events' ? path : undefined),
    methodsOf: () => ['GET'],
    answer: async (_request, _route, { address }) =>
      streams.open(address, undefined) ?? errorResponse(429, 'Too many.'),
    cors: { origins: [], headers: [], credentials: false },
    reportError: (problem) => flagstaff.reportError(problem),
    streams,
  });
  const errors: unknown[] = [];
  const app = express()
    .use(expressHandler(handler))
    .use(((error, _req, _res, next) => {
      errors.push(error);
      next();
    }) satisfies express.ErrorRequestHandler);
  const server = createServer(app);
  const sockets: Socket[] = [];
  server.on('connection', (socket) => void sockets.push(socket));
  const served = await listening(server.listen(0, '127.0.0.1'));
  onTestFinished(served.close);

  const idle = get(`${served.url}/events`, { agent: false }).on('error', () => undefined);
  const [response] = (await once(idle, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  const closed = once(sockets[0]!, 'close');
  for (let count = 0; handler.openStreams > 0 && count < 20; count++) {
    await manage(flagstaff).set({ kind: 'flag', key: 'later', type: 'boolean', description: String(count) });
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
  expect(handler.openStreams).toBe(0);
  await closed;
  expect({ errors, problems }).toEqual({ errors: [], problems: [] });
  idle.destroy();
});
