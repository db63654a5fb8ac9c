import { parseInstant, readInstant } from '../instant.ts';
import { remembering } from '../remembered.ts';
import type { OperatorDefinition, Test } from './operator.ts';

const instantOf = remembering((text: string) => parseInstant(text) ?? null);

function comparison(compare: (actual: number, expected: number) => boolean): OperatorDefinition {
  return {
    operand: 'date',
    ignoreCase: false,
    work: () => 60,
    compile(operand): Test {
      const expected = parseInstant(operand as string)!;
      return (actual) => {
        const instant = typeof actual === 'string' ? instantOf(actual) : (readInstant(actual) ?? null);
        return instant !== null && compare(instant, expected);
      };
    },
  };
}

export const dateAfter: OperatorDefinition = comparison((actual, expected) => actual > expected);
export const dateBefore: OperatorDefinition = comparison((actual, expected) => actual < expected);
