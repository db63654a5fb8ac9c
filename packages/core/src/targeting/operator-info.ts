// Docs: docs/evaluation.md, "Operators"
import type { Operator } from '../model/condition.ts';
import { OPERATORS } from './operator-table.ts';
import type { OperandKind, OperatorDefinition } from './operators/operator.ts';

/** What a form or a page needs to know about an operator. */
export interface OperatorInfo {
  /** The kind of `value` that a condition with the operator has. */
  readonly value: OperandKind;
  /** Whether `ignoreCase` is supported. */
  readonly ignoreCase: boolean;
  /** The operator that holds exactly when this one does not. Absent for one that is no negation. */
  readonly negates?: Operator;
}

function infoOf({ operand, ignoreCase, negates }: OperatorDefinition): OperatorInfo {
  const negated = [...OPERATORS].find(([, definition]) => definition === negates)?.[0] as Operator | undefined;
  return { value: operand, ignoreCase, ...(negated === undefined ? {} : { negates: negated }) };
}

/** Every operator, in the order of the documentation. */
export const OPERATOR_INFO: { readonly [operator in Operator]: OperatorInfo } = /* @__PURE__ */ Object.freeze(
  /* @__PURE__ */ Object.fromEntries(
    /* @__PURE__ */ [...OPERATORS].map(([name, definition]) => [name, infoOf(definition)]),
  ) as { readonly [operator in Operator]: OperatorInfo },
);
