import { LIMITS } from '../model/limits.ts';
import { lazyEngine } from './engine.ts';
import type { Engine } from './engine.ts';

/** A compiled pattern. */
export interface Pattern {
  test(input: string): boolean;
}

/** Maximum number of compiled instructions: `(a{900}){900}` is short but expensive. */
const MAX_PROGRAM = 1_000;

const engine = lazyEngine(() => import('re2js'));

/** RE2 syntax, with time linear in the input for every pattern. */
export const PATTERN_ENGINE: Engine = engine;

type Compiled = { readonly size: number; readonly pattern: Pattern } | { readonly fault: string };

/** Compiled patterns of documents, shared by validating, weighing and compiling. */
const known = new Map<string, Compiled>();
const MAX_KNOWN = 256;

/** Compiles a pattern, or returns why it is invalid. */
export function compilePattern(source: string, ignoreCase: boolean): Pattern | { readonly fault: string } {
  const compiled = lookUp(source, ignoreCase);
  return 'fault' in compiled ? compiled : compiled.pattern;
}

/**
 * Units of `LIMITS.work` for a valid pattern: in the worst case, every instruction runs for every character. Unknown until the
 * engine is loaded.
 */
export function patternWork(source: string, ignoreCase: boolean): number {
  if (!engine.isLoaded) return 1;
  const compiled = lookUp(source, ignoreCase);
  return 'fault' in compiled ? 1 : Math.ceil(compiled.size * LIMITS.patternInput * WORK_PER_STEP);
}

const WORK_PER_STEP = 0.7;

function lookUp(source: string, ignoreCase: boolean): Compiled {
  const key = `${ignoreCase ? 'i' : ''}:${source}`;
  let compiled = known.get(key);
  if (compiled === undefined) {
    compiled = compile(source, ignoreCase);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, compiled);
  }
  return compiled;
}

function compile(source: string, ignoreCase: boolean): Compiled {
  if (engine.library === undefined) throw new Error('The pattern engine must be loaded before a pattern is compiled.');
  try {
    const { RE2JS } = engine.library;
    const compiled = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    const size = compiled.programSize();
    if (size > MAX_PROGRAM) return { fault: 'the pattern is too complex; shorten its repetitions' };
    // Not `test`, which builds an automaton: ten times as slow when each character leads to a new state.
    return { size, pattern: { test: (input) => compiled.matcher(input).find() } };
  } catch (error) {
    return { fault: `not a valid RE2 pattern (${error instanceof Error ? error.message : String(error)})` };
  }
}
