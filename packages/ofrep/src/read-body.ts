import { readText, settleInTime } from '@flagstaff/http/endpoint';

/** A body as JSON, or why it is none. */
export type Body =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly status: 400 | 413; readonly why: string };

/**
 * The body of a request, parsed. No more than `most` bytes are kept, and a compressed body is not unpacked: what it would
 * become is not known before. Rejects where somebody else has read it, which is no fault of the request's.
 */
export async function readBody(request: Request, most: number): Promise<Body> {
  if (!/^application\/json *(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    return refused('The body must be JSON, with the content type application/json.');
  }
  if ((request.headers.get('content-encoding') ?? 'identity').toLowerCase() !== 'identity') {
    return refused('The body must not be compressed.');
  }
  if (request.bodyUsed || request.body?.locked) {
    throw new Error('The body of the request was read before: let no middleware read it, or give the handler a clone.');
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
