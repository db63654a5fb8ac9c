import { sendResponse } from '@remix-run/node-fetch-server';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Bytes of an unread body to read and discard. Beyond them the connection is closed. */
const MAX_BYTES = 16_777_216;
/** Milliseconds to wait for the rest of an unread body. */
const MAX_MS = 10_000;

/**
 * Sends a response to a request whose body may still be arriving. Node stops reading a body that has a paused reader, and the next
 * request on the connection would wait behind it. So the rest is discarded. If it is too long or its length is unknown, the response
 * says `Connection: close`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-9.6
 */
export async function sendBeforeBody(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  response: Response,
): Promise<void> {
  // HTTP/2 has a stream per request, and Node resets it.
  if (incoming.complete || incoming.httpVersionMajor > 1) return sendResponse(outgoing, response);
  const { headers } = incoming;
  const isShort = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= MAX_BYTES;
  const discarded = discard(incoming);
  if (!isShort) outgoing.setHeader('connection', 'close');
  // Closing a socket with unread input resets it, and the client could lose the response. So the end of the response waits.
  const body = response.body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      async flush() {
        await discarded;
      },
    }),
  );
  await sendResponse(outgoing, new Response(body ?? null, response));
  if (!(await discarded)) incoming.socket.destroySoon();
}

/** Reads the rest of a body. Resolves to whether it ended within the limits. */
function discard(incoming: IncomingMessage): Promise<boolean> {
  return new Promise((resolve) => {
    let bytes = 0;
    const timer = setTimeout(() => stop(false), MAX_MS);
    timer.unref();

    function count(chunk: Uint8Array): void {
      bytes += chunk.byteLength;
      if (bytes > MAX_BYTES) stop(false);
    }
    function stop(ended: boolean): void {
      clearTimeout(timer);
      incoming.off('data', count).off('end', onEnd).off('close', onClose);
      if (!ended) incoming.pause();
      resolve(ended);
    }
    const onEnd = (): void => stop(true);
    const onClose = (): void => stop(false);

    // The handler is done. A listener that it left on the stream would pause it again.
    incoming.removeAllListeners('data');
    incoming.on('data', count).on('end', onEnd).on('close', onClose);
    incoming.resume();
  });
}
