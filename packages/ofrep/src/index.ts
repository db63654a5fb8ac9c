// The public door. Docs: README.md, docs/ofrep.md
export type { Authorization, Authorize } from './authorize.ts';
export { staticKeys } from './authorize.ts';
export type { OfrepHandler } from './handler.ts';
export { ofrep } from './handler.ts';
export type { CorsOptions, EventOptions, OfrepOptions, RateLimitOptions } from './options.ts';
