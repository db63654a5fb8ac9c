// Entry point for Node. Docs: README.md
export { lastKnownGoodFile } from './node/last-known-good-file.ts';
export { hasEnded, processName, removeLeftovers, temporaryFor } from './node/temporary-file.ts';
