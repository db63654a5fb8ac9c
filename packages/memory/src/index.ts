// Public entry point. Docs: README.md
export type { FullStorageBackend, MemoryStorageOptions } from '@flagstaff/core/storage';
export { createMemoryStorage as memoryStorage } from '@flagstaff/core/storage';
