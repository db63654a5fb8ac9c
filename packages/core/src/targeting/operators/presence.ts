import type { OperatorDefinition } from './operator.ts';

/** The context has the attribute, and it is not null. */
export const exists: OperatorDefinition = {
  operand: 'none',
  ignoreCase: false,
  compile: () => (actual) => actual != null,
};
