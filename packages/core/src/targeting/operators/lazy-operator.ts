import type { LazyEngine } from '../engine.ts';
import type { OperandKind, OperatorDefinition } from './operator.ts';

/** The parts of an operator that its engine has. */
export type LoadedOperator = Required<Pick<OperatorDefinition, 'work' | 'fault' | 'compile'>>;

/** The operators of an engine, by name. */
export type LoadedOperators<Name extends string> = { readonly [name in Name]: LoadedOperator };

/** Returns an operator of an engine. Until that is loaded, every operand of the right kind is valid. */
export function lazyOperator<Name extends string>(
  engine: LazyEngine<LoadedOperators<Name>>,
  name: Name,
  operand: OperandKind,
  ignoreCase = false,
): OperatorDefinition {
  return {
    operand,
    ignoreCase,
    engine,
    work: (value, isFolded) => engine.library?.[name].work(value, isFolded) ?? 1,
    fault: (value) => engine.library?.[name].fault(value),
    compile: (value, isFolded) => engine.library![name].compile(value, isFolded),
  };
}
