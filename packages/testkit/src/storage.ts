// Entry point for authors of storage backends. Docs: README.md
export type { StorageConformanceReport } from './storage/conformance.ts';
export { storageConformance } from './storage/conformance.ts';
export type { DeclaredGap, StorageConformanceOptions, TestRunner } from './storage/options.ts';
