// The door for Node. Docs: README.md
export { lastKnownGoodFile } from './node/last-known-good-file.ts';
