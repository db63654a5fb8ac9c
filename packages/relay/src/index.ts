// Public entry point. Docs: README.md, docs/relay.md
export type { Authorization, Authorize, CorsOptions } from '@flagstaff/http/endpoint';
export { staticKeys } from '@flagstaff/http/endpoint';
export type { RelayEventOptions, RelayOptions, SharedCacheOptions } from './serve/options.ts';
export type { RelayHandler } from './serve/relay.ts';
export { relay } from './serve/relay.ts';
export type { HttpHeaders, HttpStorageOptions } from './storage/options.ts';
export type { HttpStorage } from './storage/http-storage.ts';
export { httpStorage } from './storage/http-storage.ts';
