// Public entry point. Docs: README.md, docs/storage.md
export type { RedisClient } from './driver.ts';
export type { RedisStorageOptions } from './options.ts';
export { redisStorage } from './store.ts';
