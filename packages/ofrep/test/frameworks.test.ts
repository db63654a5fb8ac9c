import type { Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { ofrep } from '@flagstaff/ofrep';
import type { OfrepHandler } from '@flagstaff/ofrep';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expressHandler } from '@flagstaff/http/node';
import express from 'express';
import type { ErrorRequestHandler } from 'express';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { client } from './support/flags.ts';
import { FRAMEWORKS, listening } from './support/serve.ts';
import type { Served } from './support/serve.ts';

it('reports in Express that the body was consumed and is not available', async () => {
  const flagstaff = client();
  const heard: unknown[] = [];
  const app = express()
    .use((req, _res, next) => void req.resume().once('end', () => setImmediate(next)))
    .use(expressHandler(ofrep(flagstaff, { authorize: 'anyone' })))
    .use(((error, _req, res, _next) => {
      heard.push(error);
      res.sendStatus(500);
    }) satisfies ErrorRequestHandler);
  const served = await listening(createServer(app).listen(0, '127.0.0.1'));
  const response = await fetch(`${served.url}/ofrep/v1/evaluate/flags`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"context":{}}',
  });
  expect(response.status).toBe(500);
  expect(heard.map(String)).toEqual([expect.stringContaining('was consumed before')]);
  await served.close();
  await flagstaff.close();
});

it('returns 400 for a parsed body that is nested too deeply', async () => {
  const flagstaff = client();
  const app = express()
    .use(express.json({ limit: '1mb' }))
    .use(expressHandler(ofrep(flagstaff, { authorize: 'anyone' })));
  const served = await listening(createServer(app).listen(0, '127.0.0.1'));
  for (const levels of [65, 5_000, 100_000]) {
    const response = await fetch(`${served.url}/ofrep/v1/evaluate/flags`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"context":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`,
    });
    expect(response.status).toBe(400);
  }
  await served.close();
  await flagstaff.close();
});

describe.each(FRAMEWORKS)('mounted in %s', (_name, start) => {
  let flagstaff: Flagstaff;
  let handler: OfrepHandler;
  let served: Served;
  beforeEach(async () => {
    flagstaff = client();
    await flagstaff.ready();
    // No heartbeat comes between the expected events.
    handler = ofrep(flagstaff, { authorize: 'anyone', events: { heartbeatSeconds: 3_600 } });
    served = await start(handler);
  });
  afterEach(async () => {
    await served.close();
    await flagstaff.close();
  });

  const post = (path: string, body: string, headers = {}) =>
    fetch(`${served.url}/ofrep/v1/evaluate/flags${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });

  it('serves one flag, all flags, and 304 without a change', async () => {
    const one = await post('/theme', '{"context":{"plan":"pro"}}');
    expect(await one.json()).toMatchObject({ value: 'd', reason: 'TARGETING_MATCH' });
    const all = await post('', '{"context":{"targetingKey":"u1"}}');
    expect(((await all.json()) as { flags: unknown[] }).flags).toHaveLength(5);
    const etag = all.headers.get('etag')!;
    const again = await post('', '{"context":{"targetingKey":"u1"}}', { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await post('/absent', '{"context":{}}')).status).toBe(404);
  });

  it("leaves the app's own paths alone", async () => {
    expect(await (await fetch(`${served.url}/own`)).text()).toBe('own');
    expect((await fetch(`${served.url}/nowhere`)).status).toBe(404);
  });

  it('streams events from its event stream URL until the client disconnects', async () => {
    const all = (await (await post('', '{"context":{}}')).json()) as {
      eventStreams: [{ endpoint: { requestUri: string } }];
    };
    const address = new URL(all.eventStreams[0].endpoint.requestUri, served.url);
    const controller = new AbortController();
    const stream = await fetch(address, { signal: controller.signal });
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toMatch(/^id: \S*\n: open\n\n$/);

    await manage(flagstaff).set({ kind: 'flag', key: 'shown', type: 'boolean', default: 'off', clientSide: true });
    const { token } = flagstaff.revision!;
    expect((await reader.read()).value).toBe(`id: ${token}\ndata: {"type":"refetchEvaluation","etag":"${token}"}\n\n`);
    expect(handler.openStreams).toBe(1);
    controller.abort();
    await expect.poll(() => handler.openStreams).toBe(0);
  });

  it('rejects requests that only resemble its own', async () => {
    const body = '{"context":{}}';
    const send = async (path: string, host: string, method = 'POST') => {
      const { port, pathname } = new URL(served.url);
      const below = pathname === '/' ? '' : pathname;
      const head = `${method} ${below}${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\n`;
      // A server that answers early may close while this still writes.
      const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
      socket.end(`${head}content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`);
      return text(socket);
    };
    const path = '/ofrep/v1/evaluate/flags/shown';
    expect(await send(path, 'flags.example')).toMatch(/^HTTP\/1.1 200 [^]*"value":true/);
    for (const host of ['a b^', '[::1', '', 'a/ofrep/v1/evaluate/flags/shown?', 'a#']) {
      const answer = await send('/ofrep/v1/evaluate/flags/absent', host);
      expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
      expect(answer).not.toContain('"value"');
    }
    expect(await send(path, 'flags.example', 'TRACE')).toMatch(/^HTTP\/1.1 4\d\d /);
  });

  it('survives a truncated body', async () => {
    const controller = new AbortController();
    const sending = fetch(`${served.url}/ofrep/v1/evaluate/flags/theme`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new ReadableStream({
        start(sink) {
          sink.enqueue(new TextEncoder().encode('{"context":'));
          setTimeout(() => controller.abort(), 20);
        },
      }),
      duplex: 'half',
      signal: controller.signal,
    });
    await expect(sending).rejects.toThrow('aborted');
    expect((await post('/theme', '{"context":{}}')).status).toBe(200);
  });
});
