import { matchesIfNoneMatch } from '@flagstaff/http/endpoint';
import type { Representation } from './representation.ts';

/**
 * Responds with a body, compressed if the request accepts that, or with 304.
 *
 * @param name Names the content: equal on all relays of a store, for the same path.
 */
export async function respond(
  request: Request,
  name: string,
  cache: { readonly [name: string]: string },
  represent: () => Representation,
): Promise<Response> {
  // Weak, because compressed and plain bodies share it.
  const tag = `"${name}"`;
  const headers = { ...cache, etag: `W/${tag}` };
  if (matchesIfNoneMatch(request.headers.get('if-none-match'), tag))
    return new Response(null, { status: 304, headers });
  const { bytes, gzip } = represent();
  const compressed = acceptsGzip(request.headers.get('accept-encoding')) ? await gzip() : undefined;
  const body = compressed ?? bytes;
  const init: ResponseInit & { readonly encodeBody?: 'manual' } = {
    headers: {
      ...headers,
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(body.byteLength),
      ...(compressed && { 'content-encoding': 'gzip' }),
    },
    // Workers would compress the body again.
    ...(compressed && { encodeBody: 'manual' }),
  };
  return new Response(request.method === 'HEAD' ? null : body, init);
}

/** Returns whether an `Accept-Encoding` header accepts gzip. @see RFC 9110, section 12.5.3 */
function acceptsGzip(header: string | null): boolean {
  if (header === null || header.length > 1_024) return false;
  const codings = new Map<string, boolean>();
  for (const item of header.toLowerCase().split(',')) {
    const [coding = '', ...parameters] = item.split(';').map((part) => part.trim());
    codings.set(coding, !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)));
  }
  return codings.get('gzip') ?? codings.get('*') ?? false;
}
