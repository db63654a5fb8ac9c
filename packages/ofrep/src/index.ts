// Public entry point. Docs: README.md, docs/ofrep.md
export type { Authorization, Authorize, CorsOptions } from '@flagstaff/http/endpoint';
export { staticKeys } from '@flagstaff/http/endpoint';
export type { OfrepHandler } from './handler.ts';
export { ofrep } from './handler.ts';
export type { EventOptions, OfrepOptions, RateLimitOptions } from './options.ts';
