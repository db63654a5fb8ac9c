import { isTooDeep } from '@flagstaff/core/storage';
import { createRequest } from '@remix-run/node-fetch-server';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { slowReaderSignal } from '../endpoint/streams.ts';
import { sendBeforeBody } from './unread-body.ts';

/** Answers web-standard requests, and knows which are its own: what `ofrep()` returns, for one. */
export interface FetchHandler {
  /**
   * @param mountedAt The part of the path that the framework took off.
   * @param address The address of the client, as the framework's proxy settings tell.
   */
  (request: Request, mountedAt?: string, address?: string): Promise<Response>;
  matches(path: string): boolean;
}

export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** What a body parser made of the body, where one ran before. */
  readonly parsed: unknown;
  readonly mountedAt: string;
  readonly address: string | undefined;
}

/** The path of a request as it was sent, without its query. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

/** Lets a handler answer a request of a Node server. Rejects with what goes wrong before there is an answer. */
export async function answer(
  handler: FetchHandler,
  { incoming, outgoing, parsed, mountedAt, address }: Exchange,
): Promise<void> {
  const request = toRequest(incoming, outgoing);
  const whole = request && withParsedBody(request, incoming, parsed);
  const response = typeof whole === 'object' ? await handler(whole, mountedAt, address) : refusal(whole);
  // The socket does not drain, so the end of the stream would never be sent.
  slowReaderSignal(response)?.addEventListener('abort', () => outgoing.destroy());
  if (outgoing.destroyed) await response.body?.cancel();
  else await sendBeforeBody(incoming, outgoing, response);
}

/**
 * Undefined where Node accepts what a URL cannot say, or would say otherwise: a `Host` that is no host, or that holds a path. The path
 * that was matched is the path that is answered.
 */
function toRequest(incoming: IncomingMessage, outgoing: ServerResponse): Request | undefined {
  try {
    const request = createRequest(incoming, outgoing);
    return new URL(request.url).pathname === pathOf(incoming) ? request : undefined;
  } catch {
    return undefined;
  }
}

function refusal(why = 'The request has no method, host and path that make one.'): Response {
  return new Response(why, { status: 400 });
}

/**
 * A body that was read already is written out again: it cannot be read twice. Returns why it cannot be written, and throws where it
 * is gone.
 */
function withParsedBody(request: Request, incoming: IncomingMessage, parsed: unknown): Request | string {
  if (!incoming.readableEnded || request.body === null) return request;
  // It would be waited for, and never come.
  if (parsed === undefined) throw new Error('The body was read before, and what read it did not leave it as `body`.');
  const isRaw = typeof parsed === 'string' || parsed instanceof Uint8Array;
  // Body parsers do not bound nesting, and writing it out recurses.
  if (!isRaw && isTooDeep(parsed)) return 'The body nests too deep.';
  const headers = new Headers(request.headers);
  headers.delete('content-length');
  headers.delete('content-encoding');
  return new Request(request.url, {
    method: request.method,
    headers,
    // Parsers that only gather leave the body as it came.
    body: isRaw ? parsed : JSON.stringify(parsed),
    signal: request.signal,
  });
}
