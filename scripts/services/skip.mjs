/** The variable that tells test files which servers are missing: why, by name. `provide` sets it. */
const MISSING = 'FLAGSTAFF_TEST_MISSING';

/** @param {Readonly<Record<string, string>>} reasons */
export function noteMissing(reasons) {
  process.env[MISSING] = JSON.stringify(reasons);
}

/** The servers that a test file needs, from its line `// @needs redis, own redis`. */
export const needsOf = (code) => /^\/\/ @needs (.+)$/m.exec(code)?.[1].split(', ') ?? [];

const isTestFile = (id) => id.split('?')[0].endsWith('.test.ts');

/** The missing servers that a test file needs, with reasons. */
function missingFor(code) {
  const reasons = JSON.parse(process.env[MISSING] ?? '{}');
  return needsOf(code)
    .filter((name) => name in reasons)
    .map((name) => `${name} (${reasons[name]})`);
}

/**
 * A plugin that replaces a test file by one skipped test when a server that it needs is missing. Files connect while they load, so
 * they cannot skip themselves.
 *
 * @returns {import('vitest/config').Plugin}
 */
export function skipWithoutServers() {
  return {
    name: 'flagstaff:skip-without-servers',
    enforce: 'pre',
    configureVitest({ experimental_defineCacheKeyGenerator: defineCacheKey }) {
      // The transformed file depends on the servers that are there.
      defineCacheKey(({ id, sourceCode }) => (isTestFile(id) ? missingFor(sourceCode).join() : undefined));
    },
    transform(code, id) {
      if (!isTestFile(id)) return undefined;
      const missing = missingFor(code);
      if (missing.length === 0) return undefined;
      const title = `needs ${missing.join(', ')}`;
      return { code: `import { it } from 'vitest';\nit.skip(${JSON.stringify(title)}, () => undefined);\n`, map: null };
    },
  };
}
