import { createRequest, sendResponse } from '@remix-run/node-fetch-server';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers web-standard requests, and knows which are its own: what `ofrep()` returns, for one. */
export interface FetchHandler {
  /** @param mountedAt the part of the path that the framework took off */
  (request: Request, mountedAt?: string): Promise<Response>;
  matches(path: string): boolean;
}

export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** What a body parser made of the body, where one ran before. */
  readonly parsed: unknown;
  readonly mountedAt: string;
}

/** The path of a request as it was sent, without its query. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

/** Lets a handler answer a request of a Node server. Rejects with what goes wrong before there is an answer. */
export async function answer(
  handler: FetchHandler,
  { incoming, outgoing, parsed, mountedAt }: Exchange,
): Promise<void> {
  const request = withParsedBody(createRequest(incoming, outgoing), incoming, parsed);
  const response = await handler(request, mountedAt);
  if (outgoing.destroyed) await response.body?.cancel();
  else await sendResponse(outgoing, response);
}

/** A body that was read already is written out again: it cannot be read twice. */
function withParsedBody(request: Request, incoming: IncomingMessage, parsed: unknown): Request {
  if (parsed === undefined || !incoming.readableEnded) return request;
  const headers = new Headers(request.headers);
  headers.delete('content-length');
  headers.delete('content-encoding');
  return new Request(request.url, {
    method: request.method,
    headers,
    body: JSON.stringify(parsed),
    signal: request.signal,
  });
}
