import type { Flagstaff } from '@flagstaff/core';
import { ofrep } from '@flagstaff/ofrep';
import type { EventOptions, OfrepHandler } from '@flagstaff/ofrep';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ask, client } from './support/flags.ts';

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

it('a thousand streams hear of a change, and leave nothing behind', async () => {
  const on = vi.spyOn(flagstaff, 'on');
  const handler = open();
  const url = await address(handler);
  const readers = await Promise.all(
    Array.from({ length: 1_000 }, async () => {
      const response = await handler(new Request(url));
      return response.body!.pipeThrough(new TextDecoderStream()).getReader();
    }),
  );
  await Promise.all(readers.map((reader) => reader.read()));
  expect(handler.openStreams).toBe(1_000);
  // One listener for all of them.
  expect(on).toHaveBeenCalledTimes(1);

  await flagstaff.set({ kind: 'flag', key: 'shown', type: 'boolean', default: 'off', client: true });
  const heard = await Promise.all(readers.map(async (reader) => (await reader.read()).value));
  expect(heard.filter((text) => text?.includes('refetchEvaluation'))).toHaveLength(1_000);

  await Promise.all(readers.map((reader) => reader.cancel()));
  await expect.poll(() => handler.openStreams).toBe(0);
  await handler(new Request(await address(handler)));
  expect(on).toHaveBeenCalledTimes(2);
  on.mockRestore();
});

it('tells a reader that comes back what it missed', async () => {
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
  await flagstaff.set({ kind: 'flag', key: 'later', type: 'boolean' });
  expect(await first(seen)).toContain('refetchEvaluation');
});

it('cuts off a reader that does not read, and serves the others', async () => {
  const handler = open();
  const url = await address(handler);
  const idle = await handler(new Request(url));
  const busy = (await handler(new Request(url))).body!.getReader();
  for (let count = 0; handler.openStreams === 2 && count < 2_000; count++) {
    await flagstaff.set({ kind: 'flag', key: 'later', type: 'boolean', description: String(count) });
    await busy.read();
  }
  expect(handler.openStreams).toBe(1);
  await expect(idle.text()).rejects.toThrow('does not read');
  await busy.cancel();
});

it('opens an address only with its proof, only while it lasts', async () => {
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

  // Another process: it opens what it did not give out only with the same secret.
  expect((await open()(new Request(url))).status).toBe(401);
  const secret = 'one secret for all the instances that there are';
  const shared = await open({ secret })(new Request(await address(open({ secret }))));
  expect(shared.status).toBe(200);
  await shared.body!.cancel();
});

it('keeps no more streams than it may, and none where there are to be none', async () => {
  const handler = open({ maxStreams: 1 });
  const url = await address(handler);
  const stream = await handler(new Request(url));
  expect((await handler(new Request(url))).status).toBe(429);
  await stream.body!.cancel();

  const silent = ofrep(flagstaff, { authorize: 'anyone', events: false });
  expect(await (await ask(silent, { context: {} })).json()).not.toHaveProperty('eventStreams');
  expect((await silent(new Request(url))).status).toBe(404);
});
