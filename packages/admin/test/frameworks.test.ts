import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { describe, expect, it, onTestFinished } from 'vitest';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { FRAMEWORKS } from './support/serve.ts';
import type { ByUser } from './support/serve.ts';

const byUser: ByUser = (user) => user !== undefined && { actor: user, roles: 'admin' };

async function client(): Promise<Flagstaff> {
  const flagstaff: Flagstaff = createFlagstaff();
  onTestFinished(() => flagstaff.close());
  await flagstaff.ready();
  await manage(flagstaff).set({ kind: 'flag', key: 'a', type: 'boolean' });
  return flagstaff;
}

describe.each(FRAMEWORKS)('mounted in %s', (_name, start) => {
  it("gives `authorize` the framework's own request, with what the app put on it", async () => {
    const url = await start(await client(), byUser);
    const me = await fetch(`${url}/api/v1/me`, { headers: { 'x-user': 'ada' } });
    expect(await me.json()).toMatchObject({ actor: 'ada' });
    expect(me.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const stranger = await fetch(`${url}/api/v1/me`);
    expect([stranger.status, stranger.headers.get('content-type')]).toEqual([
      401,
      'application/problem+json; charset=utf-8',
    ]);
  });

  it("leaves the app's own paths alone, and answers unknown paths of the API", async () => {
    const url = await start(await client(), byUser);
    expect(await (await fetch(`${url}/own`)).text()).toBe('own');
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
    expect((await fetch(`${url}-area`)).status).toBe(404);
    const unknown = await fetch(`${url}/api/v1/nowhere`, { headers: { 'x-user': 'ada' } });
    expect(await unknown.json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect((await fetch(`${url}/api/v1/nowhere`)).status).toBe(401);
    const wrong = await fetch(`${url}/api/v1/me`, { method: 'DELETE', headers: { 'x-user': 'ada' } });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('keeps the connection usable after a response before the body', async () => {
    const url = await start(await client(), byUser);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const body = Buffer.alloc(400_000, 'x');
    const ask = async (method: string, user: string): Promise<number> => {
      const sending = request(`${url}/api/v1/flags/a`, {
        method,
        agent,
        headers: { 'x-user': user, 'content-length': body.byteLength, 'content-type': 'text/plain' },
      });
      const [response] = (await once(sending.end(body), 'response')) as [IncomingMessage];
      await buffer(response);
      return response.statusCode!;
    };
    for (let round = 0; round < 3; round++) {
      expect(await ask('GET', 'ada')).toBe(200);
      expect(await ask('OPTIONS', 'ada')).toBe(204);
    }
    agent.destroy();
  });
});
