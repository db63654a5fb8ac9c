import type { Scalar } from '../../model/condition.ts';
import { LIMITS } from '../../model/limits.ts';
import { remembering } from '../remembered.ts';

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
  /** Units of `LIMITS.work` that compiling and testing take at their worst. Defaults to 1. The operand has the right kind and no fault. */
  readonly work?: (operand: Operand, ignoreCase: boolean) => number;
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
  if (!ignoreCase) return text;
  return text.length <= SHORT ? text.toLowerCase() : foldLong(text);
}

/** Characters up to which folding costs no more than remembering. */
const SHORT = 32;
const foldLong = remembering((text: string) => text.toLowerCase());

/** An attribute's text as it is compared; undefined when it is too long for that. */
export function foldInput(text: string, ignoreCase: boolean): string | undefined {
  return text.length > LIMITS.textInput ? undefined : fold(text, ignoreCase);
}

/** Units of work that folding and comparing one text take. */
export function textWork(value: unknown, ignoreCase: boolean): number {
  const length = typeof value === 'string' ? value.length : 0;
  return (length >> 9) + (ignoreCase ? 8 + (length >> 5) : 0);
}

/** An operand of the kind `word or words` as a list. */
export function words(operand: Operand): readonly string[] {
  return (Array.isArray(operand) ? operand : [operand]) as readonly string[];
}
