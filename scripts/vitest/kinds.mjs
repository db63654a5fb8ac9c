/** Tests of the admin's page, in a browser. */
export const PAGE = /^packages\/admin\/test\/page\//;

/** Tests beside sources, which need no server. */
export const BESIDE_SOURCES = /^packages\/[^/]+\/src\//;

/**
 * Kinds of tests by their paths, in the order in which they run. Those that mostly wait come first, beside the checks, which compute.
 * The shortest come last, so that all workers end at about the same time. The first pattern that matches counts.
 */
const KINDS = [
  // They start and break servers, wait for what is at rest, or repeat something thousands of times: minutes on a busy machine.
  { pattern: /^packages\/redis\/test\/(access|cluster|faults|sentinel|watch)\./, timeoutMs: 180_000 },
  { pattern: /^packages\/drizzle\/test\/(races|rest|sqlite|sqlite-close)\./, timeoutMs: 180_000 },
  { pattern: /^packages\/relay\/test\/faults\./, timeoutMs: 180_000 },
  { pattern: /^packages\/(fuzz|testbed)\/test\//, timeoutMs: 180_000 },
  // Each replaces drivers, in a process of its own.
  { pattern: /^packages\/[^/]+\/test\/apart\// },
  // Most start a check, a compiler or a server as a process, which takes many seconds on a busy machine.
  { pattern: /^(scripts|bench)\//, timeoutMs: 90_000 },
  { pattern: /^examples\// },
  { pattern: /^packages\/[^/]+\/test\/(?!page\/)/ },
  // A browser starts and paints slowly on a busy machine.
  { pattern: PAGE, timeoutMs: 90_000 },
  { pattern: BESIDE_SOURCES },
];

const placeOf = (path) => KINDS.findIndex(({ pattern }) => pattern.test(path));

/** Where a test file comes in the order of all, by its path in the repository. */
export function orderOf(path) {
  const place = placeOf(path);
  return place === -1 ? KINDS.length : place;
}

/** Milliseconds that each test of a file may take: enough to tell a hang from a busy machine. */
export const timeoutOf = (path) => KINDS[placeOf(path)]?.timeoutMs ?? 15_000;
