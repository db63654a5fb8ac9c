import { LIMITS } from '../model/limits.ts';
import { lazyEngine } from './engine.ts';
import type { Engine } from './engine.ts';

/** A compiled pattern. */
export interface Pattern {
  test(input: string): boolean;
}

/** Instructions of a compiled pattern; `(a{900}){900}` must not get through by being short. */
const LARGEST_PROGRAM = 2_000;

const engine = lazyEngine(() => import('re2js'));

/** RE2 syntax, and time linear in the input whatever the pattern. */
export const PATTERN_ENGINE: Engine = engine;

/** A pattern compiled, or what is wrong with it. */
export function compilePattern(source: string, ignoreCase: boolean): Pattern | { readonly fault: string } {
  if (engine.library === undefined) throw new Error('The pattern engine must be loaded before a pattern is compiled.');
  try {
    const { RE2JS } = engine.library;
    const compiled = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    if (compiled.programSize() > LARGEST_PROGRAM)
      return { fault: 'the pattern is too complex; shorten its repetitions' };
    return { test: (input) => input.length <= LIMITS.patternInput && compiled.test(input) };
  } catch (error) {
    return { fault: `not a valid RE2 pattern (${error instanceof Error ? error.message : String(error)})` };
  }
}
