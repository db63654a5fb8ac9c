/** A body as JSON, or why it is none. */
export type Body =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly status: 400 | 413; readonly why: string };

/**
 * The body of a request, parsed. No more than `most` bytes are kept, whatever the headers say of the length, and a compressed
 * body is not unpacked: what it would become is not known before. Rejects where somebody else has read it, which is no fault of the
 * request's.
 */
export async function readBody(request: Request, most: number): Promise<Body> {
  if (!/^application\/json *(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    return refused('The body must be JSON, with the content type application/json.');
  }
  if ((request.headers.get('content-encoding') ?? 'identity') !== 'identity') {
    return refused('The body must not be compressed.');
  }
  const tooLarge = { ok: false, status: 413, why: `The body has more than ${most} bytes.` } as const;
  if (Number(request.headers.get('content-length')) > most) return tooLarge;
  if (request.bodyUsed || request.body?.locked) {
    throw new Error('The body of the request was read before: let no middleware read it, or give the handler a clone.');
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let length = 0;
  try {
    for await (const chunk of chunksOf(request)) {
      length += chunk.byteLength;
      if (length > most) return tooLarge;
      text += decoder.decode(chunk, { stream: true });
    }
    text += decoder.decode();
  } catch {
    return refused('The body is not UTF-8, or ended before it was complete.');
  }
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return refused('The body is not JSON.');
  }
}

async function* chunksOf({ body }: Request): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // What is still to come is not read.
    await reader.cancel().catch(() => undefined);
  }
}

function refused(why: string): Body {
  return { ok: false, status: 400, why };
}
