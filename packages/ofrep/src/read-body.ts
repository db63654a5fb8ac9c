import { readText, settleInTime } from '@flagstaff/http/endpoint';

/** A parsed body, or the reason why it cannot be parsed. */
export type Body =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly status: 400 | 413; readonly why: string };

/**
 * Reads and parses the body of a request. Keeps no more than `most` bytes. Rejects compressed bodies, because their unpacked size is
 * unknown. Throws when the body was consumed before, which is not the client's fault.
 */
export async function readBody(request: Request, most: number): Promise<Body> {
  if (!/^application\/json *(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    return refused('The body must be JSON with the content type application/json.');
  }
  if ((request.headers.get('content-encoding') ?? 'identity').toLowerCase() !== 'identity') {
    return refused('The body must not be compressed.');
  }
  if (request.bodyUsed || request.body?.locked) {
    throw new Error(
      'The request body was already read. Exclude this path from body parsers, or pass a clone of the request.',
    );
  }
  const body = await settleInTime(readText(request, most)).catch(() => 'no text' as const);
  if (body === 'no text') return refused('The body is not UTF-8, ended early or took too long.');
  if (body === 'too long') return { ok: false, status: 413, why: `The body has more than ${most} bytes.` };
  try {
    return { ok: true, value: JSON.parse(body.text) };
  } catch {
    return refused('The body is not JSON.');
  }
}

function refused(why: string): Body {
  return { ok: false, status: 400, why };
}
