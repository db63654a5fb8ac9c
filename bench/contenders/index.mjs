// Loads one contender at a time, so that no process contains the code of another.
const LOADERS = {
  'floor-map': async () => (await import('./floors.mjs')).floorMap,
  'floor-hash': async () => (await import('./floors.mjs')).floorHash,
  'floor-rest': async () => (await import('./floors.mjs')).floorRest,
  flagstaff: async () => (await import('./flagstaff.mjs')).flagstaff,
  'flagstaff-per-call': async () => (await import('./flagstaff.mjs')).flagstaffPerCall,
  'flagstaff-details': async () => (await import('./flagstaff.mjs')).flagstaffDetails,
  'openfeature-flagstaff': async () => (await import('./openfeature.mjs')).openfeatureFlagstaff,
  'openfeature-memory': async () => (await import('./openfeature.mjs')).openfeatureMemory,
  flagd: async () => (await import('./flagd.mjs')).flagd,
  growthbook: async () => (await import('./growthbook.mjs')).growthbook,
  unleash: async () => (await import('./unleash.mjs')).unleash,
  launchdarkly: async () => (await import('./launchdarkly.mjs')).launchdarkly,
  configcat: async () => (await import('./configcat.mjs')).configcat,
  vercel: async () => (await import('./vercel.mjs')).vercel,
  fflip: async () => (await import('./fflip.mjs')).fflip,
};

export const CONTENDERS = Object.keys(LOADERS);

export const loadContender = (id) => LOADERS[id]();

/** Returns why a contender skips a workload; undefined if it takes part. */
export function reasonAgainst({ cannot, only }, workload, kinds) {
  if (only !== undefined && !only.includes(workload)) return 'measured elsewhere';
  const kind = kinds.find((kind) => Object.hasOwn(cannot, kind));
  return kind === undefined ? undefined : cannot[kind];
}
