// Public entry point. Docs: README.md, docs/storage.md
export type { DialectName } from './dialect.ts';
export type { DrizzleDatabase } from './drizzle-database.ts';
export type { DrizzleStorageOptions } from './options.ts';
export type { DrizzleStorage } from './storage.ts';
export { drizzleStorage } from './storage.ts';
