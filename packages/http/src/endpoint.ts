// Entry point for endpoints: fetch handlers over a client. Docs: README.md
export { checkHeader, checkNames } from './check-options.ts';
export { settleInTime, readText } from './bounded.ts';
export { admit, authorizeRequest } from './endpoint/authorize-request.ts';
export type { Admission, Admitting, CallerAttributes } from './endpoint/authorize-request.ts';
export type { Authorization, Authorize } from './endpoint/authorize.ts';
export { staticKeys } from './endpoint/authorize.ts';
export type { Endpoint, EndpointHandler, Failure, Place, Respond } from './endpoint/endpoint.ts';
export { createEndpoint } from './endpoint/endpoint.ts';
export {
  strongEtag,
  matchesIfNoneMatch,
  COMMON_HEADERS,
  emptyResponse,
  errorResponse,
  jsonResponse,
  serializedResponse,
} from './endpoint/replies.ts';
export { isPlainObject, nameOf } from './endpoint/known-attributes.ts';
export type { FoundKey, Keyring } from './endpoint/keyring.ts';
export { createKeyring } from './endpoint/keyring.ts';
export type { Cors, CorsOptions, StreamLimits, StreamOptions } from './endpoint/options.ts';
export { checkNumber, parseAuthorize, parseBasePath, parseCors, parseStreams } from './endpoint/options.ts';
export type { Announcement, Streams } from './endpoint/streams.ts';
export { createStreams, eventIdOf } from './endpoint/streams.ts';
export { hmacOf } from './overrides/keys.ts';
