import type { Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { ofrep } from '@flagstaff/ofrep';
import type { EventOptions, OfrepHandler } from '@flagstaff/ofrep';
import { count } from '@flagstaff/spec';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { ask, client } from './support/flags.ts';
import { FRAMEWORKS } from './support/serve.ts';

let flagstaff: Flagstaff;
beforeEach(async () => {
  flagstaff = client();
  await flagstaff.ready();
});
afterEach(() => flagstaff.close());

async function address(handler: OfrepHandler): Promise<string> {
  const body = (await (await ask(handler, { context: {} })).json()) as {
    eventStreams: [{ endpoint: { requestUri: string } }];
  };
  return `http://flags.example${body.eventStreams[0].endpoint.requestUri}`;
}

const open = (events: EventOptions = {}) => ofrep(flagstaff, { authorize: 'anyone', events });

/** Creates a client that counts its listeners. */
function counting(client: Flagstaff): { readonly client: Flagstaff; readonly listeners: () => number } {
  let listeners = 0;
  const on: Flagstaff['on'] = (event, listener) => {
    const remove = client.on(event, listener);
    listeners += 1;
    return () => {
      remove();
      listeners -= 1;
    };
  };
  const counted = new Proxy(client, { get: (target, name) => (name === 'on' ? on : Reflect.get(target, name)) });
  return { client: counted, listeners: () => listeners };
}

it('notifies a thousand streams of a change, and leaves nothing behind', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { client: counted, listeners } = counting(flagstaff);
  const handler = ofrep(counted, { authorize: 'anyone' });
  const url = await address(handler);
  const readers = await Promise.all(
    Array.from({ length: 1_000 }, async () => {
      const response = await handler(new Request(url));
      return response.body!.pipeThrough(new TextDecoderStream()).getReader();
    }),
  );
  await Promise.all(readers.map((reader) => reader.read()));
  expect(handler.openStreams).toBe(1_000);
  // All of them share one listener and one timer.
  expect({ listeners: listeners(), timers: vi.getTimerCount() }).toEqual({ listeners: 1, timers: 1 });

  await manage(flagstaff).set({ kind: 'flag', key: 'shown', type: 'boolean', default: 'off', clientSide: true });
  const heard = await Promise.all(readers.map(async (reader) => (await reader.read()).value));
  expect(heard.filter((text) => text?.includes('refetchEvaluation'))).toHaveLength(1_000);

  await Promise.all(readers.map((reader) => reader.cancel()));
  expect({ streams: handler.openStreams, listeners: listeners(), timers: vi.getTimerCount() }).toEqual({
    streams: 0,
    listeners: 0,
    timers: 0,
  });
  // A later change is announced again.
  const later = await handler(new Request(await address(handler)));
  expect(listeners()).toBe(1);
  await later.body!.cancel();
  vi.useRealTimers();
});

it('notifies many streams over HTTP of a change, and leaves nothing behind', async () => {
  const MANY = count(200, 1_000);
  const { client: counted, listeners } = counting(flagstaff);
  const handler = ofrep(counted, { authorize: 'anyone', events: { heartbeatSeconds: 3_600 } });
  const [, startExpress] = FRAMEWORKS[0]!;
  const served = await startExpress(handler);
  const { pathname, search } = new URL(await address(handler));
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
  const connect = async (): Promise<IncomingMessage> => {
    const request = get(`${served.url}${pathname}${search}`, { agent });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.setEncoding('utf8');
    expect(response.statusCode).toBe(200);
    expect((await once(response, 'data'))[0]).toContain(': open');
    return response;
  };
  const streams: IncomingMessage[] = [];
  // No more at once than a server's accept queue holds.
  while (streams.length < MANY) streams.push(...(await Promise.all(Array.from({ length: 100 }, connect))));
  expect({ streams: handler.openStreams, listeners: listeners() }).toEqual({ streams: MANY, listeners: 1 });

  const heard = Promise.all(streams.map(async (stream) => String((await once(stream, 'data'))[0])));
  await manage(flagstaff).set({ kind: 'flag', key: 'shown', type: 'boolean', default: 'off', clientSide: true });
  expect((await heard).filter((text) => text.includes('refetchEvaluation'))).toHaveLength(MANY);

  for (const stream of streams) stream.destroy();
  await expect.poll(() => [handler.openStreams, listeners()]).toEqual([0, 0]);
  agent.destroy();
  await served.close();
});

it('ends its streams when the server stops', async () => {
  const { client: counted, listeners } = counting(flagstaff);
  const handler = ofrep(counted, { authorize: 'anyone' });
  const streams = await Promise.all([0, 1].map(async () => handler(new Request(await address(handler)))));
  handler.close();
  expect({ streams: handler.openStreams, listeners: listeners() }).toEqual({ streams: 0, listeners: 0 });
  for (const stream of streams) expect(await stream.text()).toContain(': open');
  handler.close();
});

it('sends a reader the change that happened before its stream opened', async () => {
  const handler = open();
  const first = async (url: string): Promise<string> => {
    const reader = (await handler(new Request(url))).body!.pipeThrough(new TextDecoderStream()).getReader();
    const { value } = await reader.read();
    await reader.cancel();
    return value!;
  };
  const before = await address(handler);
  expect(await first(before)).toContain(': open');
  await manage(flagstaff).set({ kind: 'flag', key: 'later', type: 'boolean' });
  expect(await first(before)).toContain('refetchEvaluation');
  expect(await first(await address(handler))).toContain(': open');
});

it('sends a returning reader the change that it missed', async () => {
  const handler = open();
  const url = await address(handler);
  const first = async (lastEventId: string): Promise<string> => {
    const response = await handler(new Request(url, { headers: { 'last-event-id': lastEventId } }));
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const { value } = await reader.read();
    await reader.cancel();
    return value!;
  };
  const seen = flagstaff.revision!.token;
  expect(await first(seen)).toContain(': open');
  await manage(flagstaff).set({ kind: 'flag', key: 'later', type: 'boolean' });
  expect(await first(seen)).toContain('refetchEvaluation');
});

// It fills a buffer with one write after another: seconds of work, and more on a busy machine.
it('closes the stream of a reader that does not read, and serves the others', { timeout: 60_000 }, async () => {
  const handler = open();
  const url = await address(handler);
  const idle = await handler(new Request(url));
  const busy = (await handler(new Request(url))).body!.getReader();
  for (let edit = 0; handler.openStreams === 2 && edit < 2_000; edit++) {
    await manage(flagstaff).set({ kind: 'flag', key: 'later', type: 'boolean', description: String(edit) });
    await busy.read();
  }
  expect(handler.openStreams).toBe(1);
  // It ends like any other stream: an error would log a stack trace for each.
  expect(await idle.text()).toContain(': open');
  await busy.cancel();
});

it('accepts a stream URL only with a valid signature and before it expires', async () => {
  const handler = open();
  const url = new URL(await address(handler));
  const status = async (change: (query: URLSearchParams) => void): Promise<number> => {
    const other = new URL(url);
    change(other.searchParams);
    const response = await handler(new Request(other));
    await response.body?.cancel();
    return response.status;
  };
  const later = String(Number(url.searchParams.get('until')) + 1);
  expect(await status(() => undefined)).toBe(200);
  expect(await status((query) => query.set('until', later))).toBe(401);
  expect(await status((query) => query.delete('proof'))).toBe(401);
  expect(await status((query) => query.set('proof', 'f'.repeat(64)))).toBe(401);
  expect(await status((query) => query.set('proof', 'é'))).toBe(401);

  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 86_401_000);
  expect(await status(() => undefined)).toBe(401);
  clock.mockRestore();

  // Another process accepts a URL that it did not issue only with the same secret.
  expect((await open()(new Request(url))).status).toBe(401);
  const secret = 'one secret for all the instances that there are';
  const shared = await open({ secret })(new Request(await address(open({ secret }))));
  expect(shared.status).toBe(200);
  await shared.body!.cancel();
});

it('limits the number of streams, and opens none when events are off', async () => {
  const handler = open({ maxStreams: 1 });
  const url = await address(handler);
  const stream = await handler(new Request(url));
  expect((await handler(new Request(url))).status).toBe(429);
  await stream.body!.cancel();

  const silent = ofrep(flagstaff, { authorize: 'anyone', events: false });
  expect(await (await ask(silent, { context: {} })).json()).not.toHaveProperty('eventStreams');
  expect((await silent(new Request(url))).status).toBe(404);
});
