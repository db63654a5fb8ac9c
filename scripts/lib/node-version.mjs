import { readFileSync } from 'node:fs';

/**
 * Says in one sentence that a version of Node is too old. Undefined when it is not.
 *
 * @param {string} version such as `18.20.8`
 * @param {string} range such as `>=20.19`
 * @returns {string | undefined}
 */
export function tooOld(version, range) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const oldest = range.replace('>=', '');
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `Flagstaff needs Node ${oldest} or later; this is Node ${version}.`;
}

/** Ends the process when its Node is older than the package allows. */
export function checkNodeVersion() {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const message = tooOld(process.versions.node, engines.node);
  if (message === undefined) return;
  console.error(message);
  process.exit(1);
}
