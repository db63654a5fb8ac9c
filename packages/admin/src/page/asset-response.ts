import { loadAssets } from './load-assets.ts';
import { PROTECTION } from './protection.ts';

/** Responds with a script or a stylesheet, compressed as it is stored unless the client does not accept that. */
export async function assetResponse(request: Request, name: string): Promise<Response> {
  const { files } = await loadAssets();
  const found = Object.hasOwn(files, name) ? files[name] : undefined;
  if (found === undefined) return new Response('Not found.', { status: 404, headers: PROTECTION });
  const compressed = decodeBase64(found.gzip);
  const headers = {
    ...PROTECTION,
    'content-type': found.type,
    // Names contain a hash of the content.
    'cache-control': 'private, max-age=31536000, immutable',
    vary: 'accept-encoding',
  };
  if (!acceptsGzip(request)) return new Response(inflate(compressed), { headers });
  const encoding = { 'content-encoding': 'gzip', 'content-length': String(compressed.length) };
  // Workers would compress the body again without `encodeBody`.
  return new Response(compressed, { headers: { ...headers, ...encoding }, encodeBody: 'manual' } as ResponseInit);
}

/** Whether the client accepts gzip. `q=0` excludes it. */
function acceptsGzip(request: Request): boolean {
  const accepted = (request.headers.get('accept-encoding') ?? '').toLowerCase().split(',');
  return accepted.some((entry) => {
    const [coding, weight = ''] = entry.split(';').map((part) => part.trim());
    return (coding === 'gzip' || coding === '*') && !/^q=0(?:\.0*)?$/.test(weight);
  });
}

function inflate(compressed: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
  return new Blob([compressed]).stream().pipeThrough(new DecompressionStream('gzip'));
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
