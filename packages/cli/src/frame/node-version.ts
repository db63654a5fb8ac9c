/** The oldest Node of this package, as its `engines` says. */
const OLDEST = '20.19';

/** Says in one sentence that a version of Node is too old. Undefined when it is not. */
export function tooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `flagstaff needs Node ${OLDEST} or later; this is Node ${version}.`;
}
