import { compilePattern, PATTERN_ENGINE } from '../pattern-engine.ts';
import { fold } from './operator.ts';
import type { OperatorDefinition, Test } from './operator.ts';

/** A part of a text, or an element of an array. */
export const contains: OperatorDefinition = {
  operand: 'scalar',
  ignoreCase: true,
  compile(operand, ignoreCase): Test {
    const expected = typeof operand === 'string' ? fold(operand, ignoreCase) : operand;
    const isExpected = (element: unknown): boolean =>
      typeof element === 'string' ? fold(element, ignoreCase) === expected : element === expected;
    return (actual) => {
      if (typeof actual === 'string')
        return typeof expected === 'string' && fold(actual, ignoreCase).includes(expected);
      return Array.isArray(actual) && actual.some(isExpected);
    };
  },
};

function affix(matches: (actual: string, expected: string) => boolean): OperatorDefinition {
  return {
    operand: 'text',
    ignoreCase: true,
    compile(operand, ignoreCase): Test {
      const expected = fold(operand as string, ignoreCase);
      return (actual) => typeof actual === 'string' && matches(fold(actual, ignoreCase), expected);
    },
  };
}

export const startsWith: OperatorDefinition = affix((actual, expected) => actual.startsWith(expected));
export const endsWith: OperatorDefinition = affix((actual, expected) => actual.endsWith(expected));

/** RE2 syntax, unanchored. Inputs longer than `LIMITS.patternInput` do not match. */
export const matches: OperatorDefinition = {
  operand: 'pattern',
  ignoreCase: true,
  // Before the engine is there, nothing can be said; whoever loads documents loads it first and asks again.
  fault(operand) {
    if (!PATTERN_ENGINE.isLoaded) return undefined;
    const compiled = compilePattern(operand as string, false);
    return 'fault' in compiled ? compiled.fault : undefined;
  },
  compile(operand, ignoreCase): Test {
    const compiled = compilePattern(operand as string, ignoreCase);
    if ('fault' in compiled) return () => false;
    return (actual) => typeof actual === 'string' && compiled.test(actual);
  },
};
