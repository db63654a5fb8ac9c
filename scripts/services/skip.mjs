/** The variable that tells test files which servers are missing: why, by name. `provide` sets it. */
const MISSING = 'FLAGSTAFF_TEST_MISSING';

/** @param {Readonly<Record<string, string>>} reasons */
export function noteMissing(reasons) {
  process.env[MISSING] = JSON.stringify(reasons);
}

/** The servers that a test file needs, from its line `// @needs redis, own redis`. */
export const needsOf = (code) => /^\/\/ @needs (.+)$/m.exec(code)?.[1].split(', ') ?? [];

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
    transform(code, id) {
      if (!id.split('?')[0].endsWith('.test.ts')) return undefined;
      const reasons = JSON.parse(process.env[MISSING] ?? '{}');
      const missing = needsOf(code).filter((name) => name in reasons);
      if (missing.length === 0) return undefined;
      const title = `needs ${missing.map((name) => `${name} (${reasons[name]})`).join(', ')}`;
      return { code: `import { it } from 'vitest';\nit.skip(${JSON.stringify(title)}, () => undefined);\n`, map: null };
    },
  };
}
