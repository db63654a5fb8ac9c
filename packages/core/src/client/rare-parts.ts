// The parts of a client that many programs never use: one module, so that bundlers make one chunk of it.
export { createUncopiedStore } from '../storage/memory/memory-storage.ts';
export { createLastKnownGoodWriter } from '../sync/last-known-good.ts';
export { createMemberCache } from '../sync/member-cache.ts';
export { createWatchChannel } from '../sync/watch-channel.ts';
export { toFollowable } from '../storage/followable.ts';
export { printWarning } from './print-warning.ts';
