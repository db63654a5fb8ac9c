import { isTooDeep } from '@flagstaff/core/storage';
import { createRequest } from '@remix-run/node-fetch-server';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Respond } from '../endpoint/endpoint.ts';
import { slowReaderSignal } from '../endpoint/streams.ts';
import { sendBeforeBody } from './unread-body.ts';

/** Matches paths and handles web-standard requests, as the handler that `ofrep()` returns does. */
export interface FetchHandler {
  /** Returns what responds to the requests of a raw path. Undefined when the path belongs to another handler. */
  match(path: string): Respond | undefined;
}

export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** The body that a body parser produced. Undefined when none ran. */
  readonly parsed: unknown;
  readonly mountedAt: string;
  readonly address: string | undefined;
  /** The framework's own object. */
  readonly native: object;
}

/** Returns the raw path of a request, without its query. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

/** Responds to a Node request, whose path was matched. Rejects when something fails before there is a response. */
export async function answer(
  respond: Respond,
  { incoming, outgoing, parsed, mountedAt, address = '', native }: Exchange,
): Promise<void> {
  const request = toRequest(incoming, outgoing);
  const whole = request && withParsedBody(request, incoming, parsed);
  const response = typeof whole === 'object' ? await respond(whole, { mountedAt, address, native }) : refusal(whole);
  // The socket does not drain, so the end of the stream would never be sent.
  slowReaderSignal(response)?.addEventListener('abort', () => outgoing.destroy());
  if (outgoing.destroyed) await response.body?.cancel();
  else await sendBeforeBody(incoming, outgoing, response);
}

/**
 * Converts a Node request to a web-standard one. Returns undefined for what a URL cannot represent, such as an invalid `Host` or one
 * that contains a path: the path that was matched must be the path that is handled.
 */
function toRequest(incoming: IncomingMessage, outgoing: ServerResponse): Request | undefined {
  try {
    const request = createRequest(incoming, outgoing);
    return new URL(request.url).pathname === pathOf(incoming) ? request : undefined;
  } catch {
    return undefined;
  }
}

function refusal(why = 'The method, host and path of the request are invalid.'): Response {
  return new Response(why, { status: 400 });
}

/**
 * Serializes a parsed body again, because it cannot be read twice. Returns why it cannot be serialized.
 *
 * @throws {Error} When the body was consumed and is gone.
 */
function withParsedBody(request: Request, incoming: IncomingMessage, parsed: unknown): Request | string {
  if (!incoming.readableEnded || request.body === null) return request;
  // Reading the body would wait forever.
  if (parsed === undefined) throw new Error('The body was consumed before, and is not available as `body`.');
  const isRaw = typeof parsed === 'string' || parsed instanceof Uint8Array;
  // Body parsers don't limit nesting, and serializing recurses.
  if (!isRaw && isTooDeep(parsed)) return 'The body is nested too deeply.';
  const headers = new Headers(request.headers);
  headers.delete('content-length');
  headers.delete('content-encoding');
  return new Request(request.url, {
    method: request.method,
    headers,
    // Parsers that only buffer keep the body as it was sent.
    body: isRaw ? parsed : JSON.stringify(parsed),
    signal: request.signal,
  });
}
