import type { OperatorDefinition } from './operator.ts';

/** The attribute exists and is not null. */
export const exists: OperatorDefinition = {
  operand: 'none',
  ignoreCase: false,
  compile: () => (actual) => actual != null,
};
