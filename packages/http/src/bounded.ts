import { withDeadline } from '@flagstaff/core/storage';

/**
 * Reads the body of a request or response as text. Keeps no more than `most` bytes, whatever `Content-Length` says. Returns `no text`
 * when the body is not UTF-8. Rejects when the body ends early.
 */
export async function readText(
  { headers, body }: { readonly headers: Headers; readonly body: ReadableStream<Uint8Array> | null },
  most: number,
): Promise<
  | {
      /** The whole body. */
      readonly text: string;
    }
  | 'too long'
  | 'no text'
> {
  if (Number(headers.get('content-length')) > most) {
    await body?.cancel();
    return 'too long';
  }
  const decode = textDecoder();
  let text = '';
  let length = 0;
  for await (const chunk of chunksOf(body)) {
    length += chunk.byteLength;
    if (length > most) return 'too long';
    const part = decode(chunk);
    if (part === undefined) return 'no text';
    text += part;
  }
  const end = decode();
  return end === undefined ? 'no text' : { text: text + end };
}

/** Returns a streaming decoder. Call it without a part to flush. Returns undefined when the input is not UTF-8. */
function textDecoder(): (part?: Uint8Array) => string | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (part) => {
    try {
      return decoder.decode(part, { stream: part !== undefined });
    } catch {
      return undefined;
    }
  };
}

async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // The rest is not read.
    await reader.cancel().catch(() => undefined);
  }
}

/** Milliseconds that a request waits for a function of the application, or for the rest of its body. */
const MAX_WAIT_MS = 30_000;

/** Waits for a value or a promise. Rejects when it does not settle within 30 seconds. */
export function settleInTime<T>(work: T | PromiseLike<T>): Promise<T> {
  return withDeadline(work, MAX_WAIT_MS);
}
