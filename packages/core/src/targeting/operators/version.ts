import { inRange, parseRange } from '../semver-range.ts';
import { remembering } from '../remembered.ts';
import { compareVersions, parseVersion } from '../semver.ts';
import type { Version } from '../semver.ts';
import type { OperatorDefinition, Test } from './operator.ts';

const versionOf = remembering((text: string) => parseVersion(text) ?? null);

/** Units of work to compare with one version. */
const COMPARISON = 60;

function versionTest(passes: (version: Version) => boolean): Test {
  return (actual) => {
    const version = typeof actual === 'string' ? versionOf(actual) : null;
    return version !== null && passes(version);
  };
}

function comparison(holds: (order: number) => boolean): OperatorDefinition {
  return {
    operand: 'word',
    ignoreCase: false,
    work: (operand) => COMPARISON + (operand as string).length,
    fault: (operand) =>
      parseVersion(operand as string) === undefined
        ? 'not a version; write one such as 1.2.3 or 1.2.3-beta.1'
        : undefined,
    compile(operand): Test {
      const expected = parseVersion(operand as string)!;
      return versionTest((version) => holds(compareVersions(version, expected)));
    },
  };
}

export const semverEq: OperatorDefinition = comparison((order) => order === 0);
export const semverGt: OperatorDefinition = comparison((order) => order > 0);
export const semverGte: OperatorDefinition = comparison((order) => order >= 0);
export const semverLt: OperatorDefinition = comparison((order) => order < 0);
export const semverLte: OperatorDefinition = comparison((order) => order <= 0);

export const semverRange: OperatorDefinition = {
  operand: 'word',
  ignoreCase: false,
  work: (operand) => COMPARISON + 12 * (operand as string).length,
  fault: (operand) =>
    parseRange(operand as string) === undefined
      ? 'not a version range; write one such as >=1.2.0 <2.0.0, ^1.2 or 1.x'
      : undefined,
  compile(operand): Test {
    const range = parseRange(operand as string)!;
    return versionTest((version) => inRange(version, range));
  },
};
