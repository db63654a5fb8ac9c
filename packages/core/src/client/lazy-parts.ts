import { canBeStored } from '../model/stored-member.ts';
import { asStorageError } from '../storage/backend.ts';
import { bindMethods } from '../storage/bind-methods.ts';
import type { FollowableStorage } from '../storage/followable.ts';
import type { StorageBackend } from '../storage/port.ts';
import type { LastKnownGood, LastKnownGoodOptions, LastKnownGoodWriter } from '../sync/last-known-good.ts';
import type { MemberCache, MemberCacheSettings } from '../sync/member-cache.ts';
import { SHARED_TOOLS } from '../sync/shared-tools.ts';
import type { WatchChannel, WatchChannelOptions } from '../sync/watch-channel.ts';
import { readAttribute } from '../targeting/attribute.ts';
import { bucketingValue } from '../targeting/bucket.ts';
import { inBackground } from '../timing/background.ts';
import { rareParts, loadedRareParts } from './load-rare-parts.ts';

/** Adds `snapshot` and `revision` to a backend. What makes up for a missing one loads when it is first called. */
export function lazyFollowable(storage: StorageBackend): FollowableStorage {
  const own = bindMethods(storage);
  const { snapshot, revision } = own;
  const hasDerivedRevision = snapshot === undefined && revision === undefined;
  if (snapshot !== undefined && revision !== undefined) return { ...own, snapshot, revision, hasDerivedRevision };
  // These depend on the backend's own revisions.
  if (hasDerivedRevision) delete own.changes;
  let completed: FollowableStorage | undefined;
  const complete = async (): Promise<FollowableStorage> => {
    const { toFollowable } = await rareParts();
    return (completed ??= toFollowable(storage));
  };
  return {
    ...own,
    delete: async (id, options) => (await complete()).delete(id, options),
    snapshot: async () => (await complete()).snapshot(),
    revision: async () => (await complete()).revision(),
    hasDerivedRevision,
  };
}

/** Creates what keeps the last-known-good copy. Undefined without a place for it. Its code loads at once, in the background. */
export function lazyLastKnownGood(
  place: LastKnownGood | undefined,
  options: Omit<LastKnownGoodOptions, 'tools'>,
): LastKnownGoodWriter | undefined {
  if (place === undefined) return undefined;
  let created: LastKnownGoodWriter | undefined;
  const writer = async (): Promise<LastKnownGoodWriter> => {
    const { createLastKnownGoodWriter } = await rareParts();
    return (created ??= createLastKnownGoodWriter(place, { ...options, tools: SHARED_TOOLS }));
  };
  inBackground(writer);
  return {
    read: async () => (await writer()).read(),
    refuse: async (cause) => (await writer()).refuse(cause),
    keep: async (ruleset) => (created ?? (await writer())).keep(ruleset),
    // Without its code, nothing was kept that could be written.
    flush: () => writer().then((loaded) => loaded.flush(), nothing),
    close: () => writer().then((loaded) => loaded.close(), nothing),
  };
}

function nothing(): void {
  // The failure is reported when the copy is read.
}

/** Creates a watch channel whose code loads when it starts, if the backend can watch. Otherwise nothing is announced. */
export function lazyWatchChannel(options: Omit<WatchChannelOptions, 'tools'>): WatchChannel {
  let channel: WatchChannel | undefined;
  async function start(): Promise<void> {
    const { createWatchChannel } = await rareParts();
    channel ??= createWatchChannel({ ...options, tools: SHARED_TOOLS });
    channel.start();
  }
  return {
    start: () => options.storage.watch && inBackground(start),
    doubt: () => channel?.doubt(),
    close: async () => channel?.close(),
  };
}

/** Creates a cache of members whose code loads at the first lookup. */
export function lazyMemberCache(settings: Omit<MemberCacheSettings, 'memberIn' | 'tools'>): MemberCache {
  let cache: MemberCache | undefined;

  function find(): MemberCache | undefined {
    return (cache ??= loadedRareParts()?.createMemberCache({ ...settings, memberIn, tools: SHARED_TOOLS }));
  }

  function use(look: (members: MemberCache) => Promise<void> | undefined): Promise<void> | undefined {
    const members = find();
    if (members !== undefined) return look(members);
    return rareParts().then(
      () => look(find()!),
      (error: unknown) => {
        settings.problems.report('members', asStorageError(error, 'Loading the lookup of members'));
      },
    );
  }

  return {
    lookUp: (...given) => use((members) => members.lookUp(...given)),
    lookUpFor: (...given) => use((members) => members.lookUpFor(...given)),
    forget: (...given) => cache?.forget(...given),
    reached: (since) => cache?.reached(since),
  };
}

const memberIn: MemberCacheSettings['memberIn'] = (context, attribute) => {
  const member = bucketingValue(readAttribute(context, attribute));
  return member !== undefined && canBeStored(member) ? member : undefined;
};
