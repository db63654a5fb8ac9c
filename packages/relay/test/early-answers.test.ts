import { createFlagstaff } from '@flagstaff/core';
import { relay } from '@flagstaff/relay';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { FRAMEWORKS } from './support/serve.ts';

const BODY = Buffer.alloc(400_000, 'x');

it.each(FRAMEWORKS)('%s: keeps the connection usable after a response before the body', async (_name, start) => {
  const flagstaff = createFlagstaff({ bootstrap: [{ kind: 'flag', key: 'a', type: 'boolean' }] });
  await flagstaff.ready();
  const authorize = ({ headers }: Request) => headers.get('x-who') !== 'stranger';
  const served = await start(relay(flagstaff, { authorize }));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (method: string, headers: { [name: string]: string | number } = {}): Promise<number> => {
    const body = method === 'GET' && headers['content-length'] === undefined ? undefined : BODY;
    const sending = request(`${served.url}/flagstaff/v1/documents`, { method, agent, headers });
    const [response] = (await once(sending.end(body), 'response')) as [IncomingMessage];
    await buffer(response);
    return response.statusCode!;
  };
  const length = { 'content-length': BODY.byteLength };
  for (let round = 0; round < 3; round++) {
    expect(await ask('POST', length)).toBe(405);
    expect(await ask('GET')).toBe(200);
    expect(await ask('GET', length)).toBe(200);
    expect(await ask('GET')).toBe(200);
    expect(await ask('GET', { ...length, 'x-who': 'stranger' })).toBe(401);
    expect(await ask('GET')).toBe(200);
  }
  agent.destroy();
  await served.close();
  await flagstaff.close();
});
