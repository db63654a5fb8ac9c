import { remembering } from '../remembered.ts';
import { containing } from '../text-search.ts';
import { hasOneOf } from './list-input.ts';
import { fold, foldInput, textWork } from './operator.ts';
import type { OperatorDefinition, Test } from './operator.ts';

/** Worst case for searching the longest text, tens of microseconds. */
const SEARCH = 1_000;

/** A part of a text, or an element of an array. */
export const contains: OperatorDefinition = {
  operand: 'scalar',
  ignoreCase: true,
  work: (operand, ignoreCase) =>
    1 + textWork(operand, ignoreCase) + (typeof operand === 'string' && operand.length > 1 ? SEARCH : 0),
  compile(operand, ignoreCase): Test {
    const expected = typeof operand === 'string' ? fold(operand, ignoreCase) : operand;
    const elements = new Set<unknown>([expected]);
    const isIn = typeof expected === 'string' ? rememberingLong(containing(expected)) : undefined;
    return (actual) => {
      if (typeof actual === 'string') {
        const text = isIn && foldInput(actual, ignoreCase);
        return text !== undefined && isIn!(text);
      }
      return Array.isArray(actual) && hasOneOf(actual, elements, ignoreCase);
    };
  },
};

/** Minimum length for caching. Many rules may test the same segment. */
const LONG = 64;

/** Returns a test that caches its results for long texts. */
export function rememberingLong(test: (text: string) => boolean): (text: string) => boolean {
  const testLong = remembering(test);
  return (text) => (text.length < LONG ? test(text) : testLong(text));
}

function affix(matches: (actual: string, expected: string) => boolean): OperatorDefinition {
  return {
    operand: 'text',
    ignoreCase: true,
    work: (operand, ignoreCase) => 2 + ((operand as string).length >> 5) + textWork(operand, ignoreCase),
    compile(operand, ignoreCase): Test {
      const expected = fold(operand as string, ignoreCase);
      return (actual) => {
        const text = typeof actual === 'string' ? foldInput(actual, ignoreCase) : undefined;
        return text !== undefined && matches(text, expected);
      };
    },
  };
}

export const startsWith: OperatorDefinition = affix((actual, expected) => actual.startsWith(expected));
export const endsWith: OperatorDefinition = affix((actual, expected) => actual.endsWith(expected));
