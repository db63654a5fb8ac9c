// Replaces supertest and Node's HTTP client where there are no sockets, as far as the suite uses them.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';

type Handler = (request: Request) => Promise<Response>;

const mounted = new Map<number, Handler>();
// Above the default ports of URLs.
let ports = 10_000;

export function mount(handler: Handler): { readonly port: number; unmount(): void } {
  ports += 1;
  const port = ports;
  mounted.set(port, handler);
  return { port, unmount: () => void mounted.delete(port) };
}

async function send(url: URL, headers: Headers): Promise<Response> {
  // Requests are sequential, as over sockets, and yield to each other.
  const before = last;
  let arrived = (): void => undefined;
  last = new Promise((resolve) => (arrived = resolve));
  await before;
  setTimeout(arrived, 0);
  const handler = mounted.get(Number(url.port));
  assert.ok(handler !== undefined, `nothing listens on ${url.port}`);
  return handler(new Request(url, { headers }));
}

let last: Promise<void> = Promise.resolve();

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: unknown;
  readonly headers: { readonly [name: string]: string | string[] };
}

/** supertest's `request(url).get(path).set(name, value).expect(status)`. */
export default function request(base: string): { get(path: string): Exchange } {
  return { get: (path) => new Exchange(new URL(path, base)) };
}

class Exchange implements PromiseLike<Answer> {
  readonly #url: URL;
  readonly #headers = new Headers();
  #status: number | undefined;

  constructor(url: URL) {
    this.#url = url;
  }

  set(name: string | { readonly [name: string]: string }, value?: string | readonly string[]): this {
    const entries = typeof name === 'string' ? [[name, String(value)] as const] : Object.entries(name);
    for (const [each, given] of entries) this.#headers.set(each, given);
    return this;
  }

  expect(status: number): this {
    this.#status = status;
    return this;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it stands in for something that is awaited
  then<A = Answer, B = never>(
    onAnswer?: ((answer: Answer) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#send().then(onAnswer, onError);
  }

  async #send(): Promise<Answer> {
    const response = await send(this.#url, this.#headers);
    const text = await response.text();
    if (this.#status !== undefined) assert.equal(response.status, this.#status, text);
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    const cookies = response.headers.getSetCookie();
    const headers = { ...Object.fromEntries(response.headers), ...(cookies.length > 0 && { 'set-cookie': cookies }) };
    return { status: response.status, text, body: isJson ? (JSON.parse(text) as unknown) : {}, headers };
  }
}

export class Agent {
  destroy(): void {}
}

type Incoming = EventEmitter & AsyncIterable<Uint8Array> & { destroy(): void };

/** `node:http`'s `get(url, options?, onResponse?)`. */
export function get(url: string, ...rest: readonly unknown[]): EventEmitter & { destroy(): void } {
  const onResponse = rest.find((each) => typeof each === 'function') as ((response: Incoming) => void) | undefined;
  const leaving = new AbortController();
  const outgoing = Object.assign(new EventEmitter(), { destroy: () => leaving.abort() });
  const exchange = async (): Promise<void> => {
    const response = await send(new URL(url), new Headers());
    if (leaving.signal.aborted) await response.body?.cancel();
    else onResponse?.(incoming(response));
  };
  exchange().catch((error: unknown) => outgoing.emit('error', error));
  return outgoing;
}

/** `node:http`'s `request(url, options)` for a GET. Ignores the body: there is no connection that it could block. */
export function sender(
  url: string,
  { headers }: { readonly headers: { readonly [name: string]: unknown } },
): EventEmitter {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) if (name !== 'content-length') sent.set(name, String(value));
  const outgoing = Object.assign(new EventEmitter(), {
    end() {
      send(new URL(url), sent).then(
        (response) => outgoing.emit('response', Object.assign(incoming(response), { statusCode: response.status })),
        (error: unknown) => outgoing.emit('error', error),
      );
      return outgoing;
    },
  });
  return outgoing;
}

export { sender as request };

function incoming({ body }: Response): Incoming {
  const events = new EventEmitter();
  const reader = (body ?? new Blob([]).stream()).getReader();
  return Object.assign(events, {
    destroy: () => void reader.cancel(),
    once(event: string, listener: (...values: unknown[]) => void) {
      EventEmitter.prototype.once.call(events, event, listener);
      if (event === 'data') void reader.read().then(({ value }) => events.emit('data', value));
      return events;
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        yield value as Uint8Array;
      }
    },
  });
}
