import { emptyResponse, matchesIfNoneMatch, serializedResponse, strongEtag } from '@flagstaff/http/endpoint';

/** Responds with JSON and an ETag of it, or with 304. */
export async function taggedResponse(request: Request, body: unknown): Promise<Response> {
  const json = new TextEncoder().encode(JSON.stringify(body));
  const etag = await strongEtag(json);
  const headers = { etag, 'cache-control': 'private, no-cache' };
  return matchesIfNoneMatch(request.headers.get('if-none-match'), etag)
    ? emptyResponse(304, headers)
    : serializedResponse(200, json, headers);
}
