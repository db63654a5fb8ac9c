import type { StoredDocument } from '@flagstaff/core';
import { jsonResponse } from '@flagstaff/http/endpoint';
import type { Call } from '../routing/route.ts';
import { documentEtag } from './etag.ts';
import { visibleDocument } from './masked.ts';

/** Responds with a document and its ETag. A masked document has none, so that it cannot be written back. */
export async function documentResponse(
  call: Pick<Call, 'access' | 'service'>,
  document: StoredDocument,
  {
    status = 200,
    headers = {},
  }: { readonly status?: number; readonly headers?: { readonly [name: string]: string } } = {},
): Promise<Response> {
  const shown = visibleDocument(call, document);
  if (shown !== document) return jsonResponse(status, shown, headers);
  const etag = await documentEtag(document);
  return jsonResponse(status, document, { ...headers, etag, 'cache-control': 'private, no-cache' });
}
