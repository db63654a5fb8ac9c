import type { remembering as rememberingType } from '../remembered.ts';
import { inRange, parseRange } from '../semver-range.ts';
import { compareVersions, parseVersion } from '../semver.ts';
import type { Version } from '../semver.ts';
import type { LoadedOperator, LoadedOperators } from './lazy-operator.ts';
import type { Test } from './operator.ts';

/** Units of work to compare with one version. */
const COMPARISON = 60;

type VersionOperator = 'semver_eq' | 'semver_gt' | 'semver_gte' | 'semver_lt' | 'semver_lte' | 'semver_range';

/** Returns the operators that compare versions. */
export function versionOperators(remembering: typeof rememberingType): LoadedOperators<VersionOperator> {
  const versionOf = remembering((text: string) => parseVersion(text) ?? null);

  function versionTest(passes: (version: Version) => boolean): Test {
    return (actual) => {
      const version = typeof actual === 'string' ? versionOf(actual) : null;
      return version !== null && passes(version);
    };
  }

  function comparison(holds: (order: number) => boolean): LoadedOperator {
    return {
      work: (operand) => COMPARISON + (operand as string).length,
      fault: (operand) =>
        parseVersion(operand as string) === undefined
          ? 'not a version; write one such as 1.2.3 or 1.2.3-beta.1'
          : undefined,
      compile(operand) {
        const expected = parseVersion(operand as string)!;
        return versionTest((version) => holds(compareVersions(version, expected)));
      },
    };
  }

  const semverRange: LoadedOperator = {
    work: (operand) => COMPARISON + 12 * (operand as string).length,
    fault: (operand) =>
      parseRange(operand as string) === undefined
        ? 'not a version range; write one such as >=1.2.0 <2.0.0, ^1.2 or 1.x'
        : undefined,
    compile(operand) {
      const range = parseRange(operand as string)!;
      return versionTest((version) => inRange(version, range));
    },
  };

  return {
    semver_eq: comparison((order) => order === 0),
    semver_gt: comparison((order) => order > 0),
    semver_gte: comparison((order) => order >= 0),
    semver_lt: comparison((order) => order < 0),
    semver_lte: comparison((order) => order <= 0),
    semver_range: semverRange,
  };
}
