import type { Scalar } from '../../model/condition.ts';

/** What `value` has to be for an operator. */
export type OperandKind =
  | 'none'
  | 'scalar'
  | 'scalars'
  | 'number'
  | 'text'
  | 'word'
  | 'word or words'
  | 'date'
  | 'pattern'
  | 'divisor and remainder';

export type Operand = Scalar | readonly Scalar[] | undefined;

/** Whether an attribute's value, of whatever type, passes. */
export type Test = (actual: unknown) => boolean;

export interface OperatorDefinition {
  readonly operand: OperandKind;
  /** Whether `ignoreCase` may be asked for. */
  readonly ignoreCase: boolean;
  /** What is wrong with an operand of the right kind; undefined: nothing. */
  readonly fault?: (operand: Operand) => string | undefined;
  /** The operand has the right kind and no fault. */
  readonly compile: (operand: Operand, ignoreCase: boolean) => Test;
}

/** The operator that is true exactly where another is not. */
export function negation(definition: OperatorDefinition): OperatorDefinition {
  return {
    ...definition,
    compile(operand, ignoreCase) {
      const test = definition.compile(operand, ignoreCase);
      return (actual) => !test(actual);
    },
  };
}

/** Text as it is compared. Folding by `toLowerCase` is the same on every machine; it knows no locale. */
export function fold(text: string, ignoreCase: boolean): string {
  return ignoreCase ? text.toLowerCase() : text;
}

/** An operand of the kind `word or words` as a list. */
export function words(operand: Operand): readonly string[] {
  return (Array.isArray(operand) ? operand : [operand]) as readonly string[];
}
