import type { Flagstaff } from '@flagstaff/core';
import { ofrep } from '@flagstaff/ofrep';
import { count, SOAKING } from '@flagstaff/spec';
import { missingNginx, startNginx, startPoolingProxy } from '@flagstaff/testbed';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { client } from './support/flags.ts';
import { FRAMEWORKS } from './support/serve.ts';
import type { Served } from './support/serve.ts';

interface Front {
  readonly url: string;
  close(): Promise<void>;
}

const noNginx = await missingNginx();
type Proxy = readonly [name: string, start: (port: number) => Promise<Front>, missing: string | undefined];
const PROXIES: readonly Proxy[] = [
  ['a proxy in Node', startPoolingProxy, undefined],
  [
    noNginx === undefined ? 'nginx' : `nginx (${noNginx})`,
    async (port) => {
      const server = await startNginx(port);
      return { url: server.url, close: () => server.dispose() };
    },
    noNginx,
  ],
];

let flagstaff: Flagstaff;
let served: Served;
beforeEach(async () => {
  flagstaff = client();
  await flagstaff.ready();
});
afterEach(async () => {
  await served.close();
  await flagstaff.close();
});

const authorize = ({ headers }: Request) => {
  const who = headers.get('x-who');
  return who === 'stranger' ? false : who === 'banned' ? 'forbidden' : true;
};

/** Sends a request on its own connection and returns its status. */
async function status(url: string, method: string, headers: { [name: string]: string }, body: Buffer): Promise<number> {
  const sending = request(url, { method, agent: false, headers: { ...headers, 'content-length': body.byteLength } });
  // A server may close the connection while the rest of the body is being written. Only the response counts.
  const answered = once(sending.end(body), 'response');
  sending.on('error', () => undefined);
  const [answer] = (await answered) as [IncomingMessage];
  await buffer(answer);
  return answer.statusCode!;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const GOOD = Buffer.from('{"context":{"targetingKey":"u1"}}');
/** Requests that get a response before their bodies are read, with the expected response. */
const EARLY: readonly (readonly [method: string, headers: { [name: string]: string }, expected: number])[] = [
  ['POST', { ...JSON_TYPE, 'x-who': 'stranger' }, 401],
  ['POST', { ...JSON_TYPE, 'x-who': 'banned' }, 403],
  ['PUT', JSON_TYPE, 405],
  ['OPTIONS', JSON_TYPE, 204],
  ['POST', { 'content-type': 'text/plain' }, 400],
  ['POST', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 400],
  ['POST', JSON_TYPE, 413],
];

describe.each(FRAMEWORKS)('%s', (name, start) => {
  // A body parser in front of the handler reads the body, or rejects it with its own responses.
  const parsesBefore = name.includes('parser');

  // A soak has every proxy in front of every framework, and every size.
  const isWhole = SOAKING || name === 'Express';
  const proxies = isWhole ? PROXIES : PROXIES.slice(0, 1);
  const sizes = isWhole ? [200_000, count(1_000_000, 3_000_000)] : [200_000];
  describe.skipIf(parsesBefore).each(proxies)('behind %s', (_proxy, startProxy, missing) => {
    let front: Front;
    beforeEach(async () => {
      served = await start(ofrep(flagstaff, { authorize }));
      front = await startProxy(Number(new URL(served.url).port));
    });
    afterEach(() => front.close());

    const ask = (method: string, headers: { [name: string]: string }, body: Buffer): Promise<number> =>
      status(`${front.url}/ofrep/v1/evaluate/flags/shown`, method, headers, body);

    it.skipIf(missing !== undefined).each(sizes)(
      'serves every user while bodies of %i bytes are rejected',
      async (size) => {
        const body = Buffer.alloc(size, 'x');
        const answers: Promise<number>[] = [];
        for (const [method, headers] of EARLY) answers.push(ask(method, headers, body), ask('POST', JSON_TYPE, GOOD));
        expect(await Promise.all(answers)).toEqual(EARLY.flatMap(([, , expected]) => [expected, 200]));
        // Sequential: the next user gets the connection of the rejected request.
        for (const [method, headers, expected] of EARLY) {
          expect(await ask(method, headers, body)).toBe(expected);
          expect(await ask('POST', JSON_TYPE, GOOD)).toBe(200);
        }
      },
      20_000,
    );

    it.skipIf(missing !== undefined)('serves other users while an oversized body is rejected', async () => {
      const body = Buffer.alloc(count(5_000_000, 20_000_000), 'x');
      const refused = ask('POST', { ...JSON_TYPE, 'x-who': 'stranger' }, body).catch(() => 'closed');
      for (let user = 0; user < 20; user++) expect(await ask('POST', JSON_TYPE, GOOD)).toBe(200);
      // The response may be lost where a connection closes while the body is still being written.
      expect([401, 502, 'closed']).toContain(await refused);
      for (let user = 0; user < 20; user++) expect(await ask('POST', JSON_TYPE, GOOD)).toBe(200);
    });
  });
});

describe.each(FRAMEWORKS.filter(([name]) => name === 'Express' || name === 'Koa'))('%s', (_name, start) => {
  let port: number;
  beforeEach(async () => {
    served = await start(ofrep(flagstaff, { authorize }));
    port = Number(new URL(served.url).port);
  });

  /** Opens a raw connection. The server may close it while the test still writes. */
  const open = (): Socket => connect(port, '127.0.0.1').on('error', () => undefined);
  const head = (method: string, ...headers: readonly string[]): string =>
    `${[`${method} /ofrep/v1/evaluate/flags/shown HTTP/1.1`, 'host: flags.example', 'content-type: application/json', ...headers].join('\r\n')}\r\n\r\n`;
  const good = head('POST', `content-length: ${GOOD.byteLength}`, 'connection: close') + GOOD.toString();

  it('responds to pipelined requests in order, each early response before the next request', async () => {
    const socket = open();
    const size = 300_000;
    const refused = head('POST', 'x-who: stranger', `content-length: ${size}`) + 'x'.repeat(size);
    socket.end(refused + refused + good);
    const answers = await text(socket);
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 401', 'HTTP/1.1 200']);
  });

  it('closes the connection after an early response to a body of unknown length', async () => {
    const socket = open();
    socket.write(head('POST', 'x-who: stranger', 'transfer-encoding: chunked'));
    socket.write(`${(200_000).toString(16)}\r\n${'x'.repeat(200_000)}\r\n`);
    // The response is complete before the body is.
    let answer = '';
    for await (const part of socket.setEncoding('utf8')) {
      answer += String(part);
      if (answer.endsWith('}')) socket.end('0\r\n\r\n');
    }
    expect(answer).toMatch(/^HTTP\/1\.1 401 [^]*connection: close/i);
  });

  it('responds immediately and then closes a connection whose body never ends', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const socket = open();
      socket.write(head('POST', 'x-who: stranger', 'content-length: 500000'));
      socket.write('x'.repeat(1_000));
      socket.setEncoding('utf8');
      expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 401 /);
      const closed = once(socket, 'close');
      await vi.advanceTimersByTimeAsync(10_000);
      await closed;
    } finally {
      vi.useRealTimers();
    }
  });

  it('reads no more than the limit of a body that never ends', async () => {
    const socket = open();
    socket.resume();
    socket.write(head('POST', 'x-who: stranger', 'transfer-encoding: chunked'));
    const chunk = `${(1_000_000).toString(16)}\r\n${'x'.repeat(1_000_000)}\r\n`;
    let sent = 0;
    while (!socket.destroyed && sent < 200) {
      sent++;
      if (!socket.write(chunk))
        await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
    }
    expect(socket.destroyed).toBe(true);
    // The kernel's buffers come on top.
    expect(sent).toBeLessThan(60);
  });
});
