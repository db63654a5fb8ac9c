import { parseInstant, readInstant } from '../instant.ts';
import type { OperatorDefinition, Test } from './operator.ts';

function comparison(compare: (actual: number, expected: number) => boolean): OperatorDefinition {
  return {
    operand: 'date',
    ignoreCase: false,
    compile(operand): Test {
      const expected = parseInstant(operand as string)!;
      return (actual) => {
        const instant = readInstant(actual);
        return instant !== undefined && compare(instant, expected);
      };
    },
  };
}

export const dateAfter: OperatorDefinition = comparison((actual, expected) => actual > expected);
export const dateBefore: OperatorDefinition = comparison((actual, expected) => actual < expected);
