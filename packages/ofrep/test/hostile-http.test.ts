import type { Flagstaff, FlagstaffError } from '@flagstaff/core';
import { ofrep } from '@flagstaff/ofrep';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { client } from './support/flags.ts';
import { FRAMEWORKS } from './support/serve.ts';
import type { Served } from './support/serve.ts';

let flagstaff: Flagstaff;
let problems: FlagstaffError[];
beforeEach(async () => {
  flagstaff = client();
  await flagstaff.ready();
  problems = [];
  flagstaff.on('error', (problem) => void problems.push(problem));
});
afterEach(() => flagstaff.close());

const JSON_BODY = Buffer.from('{"context":{"targetingKey":"u1"}}');
const TYPE = 'content-type: application/json';
const bytes = (...parts: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part)));

type Sent = readonly [what: string, headers: readonly string[], body: Buffer, statuses: readonly number[]];
const SENT: readonly Sent[] = [
  ['only a length of 0', [TYPE], bytes(), [400]],
  ['no content type', [], JSON_BODY, [400]],
  ['two content types', [TYPE, 'content-type: text/html'], JSON_BODY, [200, 400]],
  ['a content type that only starts like JSON', ['content-type: application/jsonp'], JSON_BODY, [400]],
  ['a content type of 8,000 spaces', [`content-type: application/json${' '.repeat(8_000)}x`], JSON_BODY, [400]],
  ['the charset UTF-16', [`${TYPE}; charset=utf-16`], Buffer.from('{"context":{}}', 'utf16le'), [400, 415]],
  ['a charset that does not exist', [`${TYPE}; charset=nonsense`], JSON_BODY, [200, 415]],
  ['bytes that are not UTF-8', [TYPE], bytes('{"context":{"a":"', Uint8Array.of(0xff, 0xfe, 0xc0), '"}}'), [200, 400]],
  ['half a character at its end', [TYPE], bytes('{"context":{}}', Uint8Array.of(0xe2, 0x82)), [400]],
  ['NUL bytes', [TYPE], Buffer.alloc(1_000), [400]],
  ['a compressed bomb', [TYPE, 'content-encoding: gzip'], gzipSync(Buffer.alloc(20_000_000, ' ')), [400, 413]],
  ['an encoding that does not exist', [TYPE, 'content-encoding: br, nonsense'], JSON_BODY, [400, 415]],
  ['two encodings', [TYPE, 'content-encoding: identity', 'content-encoding: gzip'], JSON_BODY, [400, 415]],
  ['the encoding IDENTITY', [TYPE, 'content-encoding: IDENTITY'], JSON_BODY, [200]],
  ['a body of 2 MB', [TYPE], bytes(`{"context":{"a":"${'x'.repeat(2_000_000)}"}}`), [413]],
  ['a body of 200,000 brackets', [TYPE], bytes('['.repeat(50_000)), [400]],
  ['a BOM', [TYPE], bytes('\ufeff', JSON_BODY), [200, 400]],
  ['two hosts', [TYPE, 'host: other.example'], JSON_BODY, [200, 400]],
  ['a header of latin-1', [TYPE, 'x-odd: \u00ff\u00e9', 'authorization: \u00ff'], JSON_BODY, [200]],
  ['a thousand ETags', [TYPE, `if-none-match: ${'"x",'.repeat(2_000)}`], JSON_BODY, [200]],
  ['an invalid origin', [TYPE, 'origin: "><script>'], JSON_BODY, [200]],
  ['an expectation', [TYPE, 'expect: 100-continue'], JSON_BODY, [200]],
  ['an upgrade', [TYPE, 'connection: upgrade', 'upgrade: h2c'], JSON_BODY, [200]],
  ['headers of 40,000 characters', [TYPE, `x-long: ${'x'.repeat(40_000)}`], JSON_BODY, [431]],
  ['a content length that is not a number', [TYPE, 'content-length: 1e3'], JSON_BODY, [400]],
  ['a length and chunks', [TYPE, 'transfer-encoding: chunked'], JSON_BODY, [400]],
];

describe.each(FRAMEWORKS)('%s', (name, start) => {
  let served: Served;
  beforeEach(async () => {
    served = await start(ofrep(flagstaff, { authorize: 'anyone', cors: { origins: ['*'] } }));
  });
  afterEach(() => served.close());

  async function send(target: string, headers: readonly string[], body: Buffer, method = 'POST'): Promise<string> {
    const { port, pathname } = new URL(served.url);
    const below = pathname === '/' ? '' : pathname;
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    const lines = [`${method} ${below}${target} HTTP/1.1`, 'host: flags.example', 'connection: close', ...headers];
    socket.write(Buffer.from(`${lines.join('\r\n')}\r\ncontent-length: ${body.byteLength}\r\n\r\n`, 'latin1'));
    socket.write(body);
    return text(socket);
  }
  const statusOf = (answer: string): number => {
    const final = [...answer.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status));
    return final.at(-1) ?? 0;
  };

  it.each(SENT)('responds to %s as documented', async (_what, headers, body, statuses) => {
    const answer = await send('/ofrep/v1/evaluate/flags/shown', headers, body);
    const status = statusOf(answer);
    // A body parser in front of the handler has its own responses, and Express shows its errors in development.
    const parsed = name.includes('parser');
    expect(parsed ? status >= 200 && status < 500 : statuses.includes(status)).toBe(true);
    expect(parsed ? '' : answer).not.toMatch(/node_modules|\n {4}at /);
    expect(problems).toEqual([]);
  });

  it.each([
    '/ofrep/v1/evaluate/flags/%ff',
    '/ofrep/v1/evaluate/flags/%00',
    '/ofrep/v1/evaluate/flags/__proto__',
    `/ofrep/v1/evaluate/flags/${'k'.repeat(8_000)}`,
    '/ofrep/v1/evaluate/flags/shown%2F..%2Fsecret',
    '/ofrep/v1/events?until=1&proof=%ff',
    `/ofrep/v1/events?since=%ed%a0%80&until=${'9'.repeat(12)}&proof=${'f'.repeat(64)}`,
    `/ofrep/v1/events?holder=${'f'.repeat(32)}`,
    '/ofrep/v1//evaluate/flags/shown',
    '/OFREP/v1/evaluate/flags/shown',
    '//ofrep/v1/evaluate/flags/shown',
    'http://other.example/ofrep/v1/evaluate/flags/absent',
    '*',
  ])('responds to the path %s with a 4xx', async (path) => {
    for (const method of ['GET', 'POST']) {
      const status = statusOf(await send(path, [TYPE], JSON_BODY, method));
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    expect(problems).toEqual([]);
  });
});

describe.each(FRAMEWORKS.filter(([name]) => name !== 'Hono'))('%s', (_name, start) => {
  it.each([
    '/ofrep/v1/./evaluate/flags/shown',
    '/x/../ofrep/v1/evaluate/flags/shown',
    '/ofrep/v1/evaluate/flags/%2e%2e/flags/shown',
  ])('compares paths as they are sent: %s', async (path) => {
    const served = await start(ofrep(flagstaff, { authorize: 'anyone' }));
    const { port, pathname } = new URL(served.url);
    const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    const below = pathname === '/' ? '' : pathname;
    socket.end(
      `POST ${below}${path} HTTP/1.1\r\nhost: flags.example\r\nconnection: close\r\n${TYPE}\r\ncontent-length: 14\r\n\r\n{"context":{}}`,
    );
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 4\d\d /);
    await served.close();
  });
});

it('stops waiting for a body that never ends, in any runtime', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const handler = ofrep(flagstaff, { authorize: 'anyone' });
    const body = new ReadableStream({ start: (sink) => sink.enqueue(JSON_BODY.subarray(0, 5)) });
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    const answer = handler(new Request('http://flags.example/ofrep/v1/evaluate/flags/shown', init));
    await vi.advanceTimersByTimeAsync(30_000);
    expect((await answer).status).toBe(400);
  } finally {
    vi.useRealTimers();
  }
});
