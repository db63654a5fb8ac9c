import { canBeStored } from '../model/stored-member.ts';
import { asStorageError } from '../storage/storage-error.ts';
import type { MemberCache, MemberCacheSettings } from '../sync/member-cache.ts';
import { SHARED_TOOLS } from '../sync/shared-tools.ts';
import { readAttribute } from '../targeting/attribute.ts';
import { bucketingValue } from '../targeting/bucket.ts';
import { loadedRareParts, rareParts } from './load-rare-parts.ts';

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
