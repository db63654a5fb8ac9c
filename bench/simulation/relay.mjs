import { createFlagstaff } from '@flagstaff/core';
import { relay } from '@flagstaff/relay';
import { createServer } from './server.mjs';
import { BYTES } from './store.mjs';

/** Milliseconds of a relay's time: accepting a connection, answering a request, and writing an event. */
const COSTS = { connect: 0.1, request: 0.1, event: 0.01 };

/** A process that follows a store and serves its documents. Everything in it is real except for its network. */
export function createRelay({ store, network, time, name }) {
  const server = createServer({ network, now: time.now, name });
  let flagstaff;
  let handler;

  function start() {
    flagstaff = createFlagstaff({ storage: store.backend() });
    flagstaff.on('error', () => undefined);
    handler = relay(flagstaff, { authorize: 'anyone', sharedCache: { credentialHeaders: ['Authorization'] } });
  }

  /** A `fetch` of its own connection to the relay. */
  function connect() {
    let connecting;
    const streams = new Set();

    function lost() {
      connecting = undefined;
      for (const stream of streams) stream.error(new Error(`${name}: connection reset`));
      streams.clear();
    }

    /** The same body, as it arrives over the network. */
    function follow(body, signal) {
      const reader = body.getReader();
      let mine;
      const end = () => {
        streams.delete(mine);
        reader.cancel().catch(() => undefined);
      };
      signal?.addEventListener('abort', end);
      const pump = async () => {
        for (;;) {
          const { done, value } = await reader.read();
          if (done || !streams.has(mine)) return;
          await server.push(COSTS.event, value.byteLength, () => streams.has(mine) && mine.enqueue(value));
        }
      };
      return new ReadableStream({
        start(controller) {
          mine = controller;
          streams.add(mine);
          pump().catch(() => undefined);
        },
        cancel: end,
      });
    }

    return async (url, init = {}) => {
      const { signal } = init;
      connecting ??= server.connect(COSTS.connect, lost);
      await connecting.catch((error) => {
        connecting = undefined;
        throw error;
      });
      const whole = url.includes('/documents');
      return server.ask(COSTS.request, async () => {
        const response = await time.whileBusy(() => handler(new Request(url, { ...init, signal: undefined })));
        const headers = new Headers(response.headers);
        if (headers.get('content-type')?.startsWith('text/event-stream')) {
          return { value: new Response(follow(response.body, signal), { headers }), bytes: BYTES.head };
        }
        const body = await time.whileBusy(() => response.arrayBuffer());
        const value = { body: body.byteLength === 0 ? null : body, status: response.status, headers };
        // A flag stands for a thousand.
        const bytes = BYTES.head + (whole && response.status === 200 ? BYTES.all : body.byteLength);
        return { value: new Response(value.body, value), bytes };
      });
    };
  }

  start();
  return {
    server,
    connect,
    get state() {
      return flagstaff.state;
    },
    async restart(downMs) {
      const old = flagstaff;
      handler.close();
      await Promise.all([server.restart(downMs), old.close()]);
      start();
    },
  };
}

/** A cache between readers and a relay, which does what `Cache-Control` says and asks once for all who wait. */
export function createCdn({ relay: origin, network, time }) {
  const server = createServer({ network, now: time.now, name: 'the CDN' });
  const fetchOrigin = origin.connect();
  const stored = new Map();

  async function fresh(url) {
    const known = stored.get(url);
    if (known !== undefined && time.now() < known.until) return known.answer;
    const answer = load(url);
    // Those who ask meanwhile wait for the same answer.
    stored.set(url, { until: Infinity, answer });
    try {
      const { headers } = await answer;
      stored.set(url, { until: time.now() + 1_000 * lifetime(headers.get('cache-control') ?? ''), answer });
    } catch (error) {
      stored.delete(url);
      throw error;
    }
    return answer;
  }

  async function load(url) {
    const response = await fetchOrigin(url);
    return {
      status: response.status,
      headers: response.headers,
      body: await time.whileBusy(() => response.arrayBuffer()),
    };
  }

  return {
    server,
    connect: () => {
      let connecting;
      return async (url) => {
        connecting ??= server.connect(COSTS.connect, () => (connecting = undefined));
        await connecting;
        return server.ask(COSTS.event, async () => {
          const { status, headers, body } = await fresh(url);
          const bytes = BYTES.head + (url.includes('/documents') ? BYTES.all : body.byteLength);
          return { value: new Response(body.byteLength === 0 ? null : body, { status, headers }), bytes };
        });
      };
    },
  };
}

function lifetime(cacheControl) {
  if (/no-store|private/.test(cacheControl)) return 0;
  return Number(/s-maxage=(\d+)/.exec(cacheControl)?.[1] ?? /max-age=(\d+)/.exec(cacheControl)?.[1] ?? 0);
}
