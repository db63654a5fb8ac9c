// Public entry point. Docs: README.md, docs/openfeature.md
export type { FlagstaffProviderOptions } from './options.ts';
export { FlagstaffProvider } from './provider.ts';
export type { TrackingEvent } from './tracking.ts';
