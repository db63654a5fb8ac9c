import type { Scalar } from '../../model/condition.ts';
import { LIMITS } from '../../model/limits.ts';
import type { Engine } from '../engine.ts';
import { remembering } from '../remembered.ts';

/** The kind of `value` that an operator requires. */
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

/** Whether an attribute's value, of any type, passes. */
export type Test = (actual: unknown) => boolean;

export interface OperatorDefinition {
  readonly operand: OperandKind;
  /** Whether `ignoreCase` is supported. */
  readonly ignoreCase: boolean;
  /** The operator that holds exactly when this one does not. Omit for one that is no negation. */
  readonly negates?: OperatorDefinition;
  /** The engine to load before an operand can be validated fully, and compiled. Omit when the operator needs none. */
  readonly engine?: Engine;
  /** Units of `LIMITS.work` to compile and test, in the worst case. Defaults to 1. The operand is valid. */
  readonly work?: (operand: Operand, ignoreCase: boolean) => number;
  /** Returns why an operand of the right kind is invalid. Undefined when it is valid. */
  readonly fault?: (operand: Operand) => string | undefined;
  /** Compiles a valid operand. */
  readonly compile: (operand: Operand, ignoreCase: boolean) => Test;
}

/** Returns the operator that holds exactly when another does not. */
export function negation(definition: OperatorDefinition): OperatorDefinition {
  return {
    ...definition,
    negates: definition,
    compile(operand, ignoreCase) {
      const test = definition.compile(operand, ignoreCase);
      return (actual) => !test(actual);
    },
  };
}

/** Folds text for comparison. `toLowerCase` is the same on every machine and ignores the locale. */
export function fold(text: string, ignoreCase: boolean): string {
  if (!ignoreCase) return text;
  return text.length <= SHORT ? text.toLowerCase() : foldLong(text);
}

/** Maximum length at which folding is as cheap as caching. */
const SHORT = 32;
const foldLong = remembering((text: string) => text.toLowerCase());

/** Folds an attribute's text for comparison. Undefined when it is too long. */
export function foldInput(text: string, ignoreCase: boolean): string | undefined {
  return text.length > LIMITS.textInput ? undefined : fold(text, ignoreCase);
}

/** Units of work to fold and compare one text. */
export function textWork(value: unknown, ignoreCase: boolean): number {
  const length = typeof value === 'string' ? value.length : 0;
  return (length >> 9) + (ignoreCase ? 8 + (length >> 5) : 0);
}

/** Returns an operand of the kind `word or words` as a list. */
export function words(operand: Operand): readonly string[] {
  return (Array.isArray(operand) ? operand : [operand]) as readonly string[];
}
