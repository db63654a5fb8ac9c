import type { LastKnownGood, LastKnownGoodOptions, LastKnownGoodWriter } from '../sync/last-known-good.ts';
import { SHARED_TOOLS } from '../sync/shared-tools.ts';
import { inBackground } from '../timing/background.ts';
import { rareParts } from './load-rare-parts.ts';

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
