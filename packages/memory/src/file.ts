// Entry point for flags in a JSON file. Docs: README.md
export type { FileStorage, FileStorageOptions } from './file/file-storage.ts';
export { fileStorage } from './file/file-storage.ts';
export { readDocuments } from './file/read-documents.ts';
export type { Seeding, SeedOptions } from './file/seed-from.ts';
export { seedFrom } from './file/seed-from.ts';
