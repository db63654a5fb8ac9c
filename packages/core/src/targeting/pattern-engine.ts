import { LIMITS } from '../model/limits.ts';
import { lazyEngine } from './engine.ts';
import type { Engine } from './engine.ts';

/** A compiled pattern. */
export interface Pattern {
  test(input: string): boolean;
}

/** Instructions of a compiled pattern; `(a{900}){900}` must not get through by being short. */
const LARGEST_PROGRAM = 1_000;

const engine = lazyEngine(() => import('re2js'));

/** RE2 syntax, and time linear in the input whatever the pattern. */
export const PATTERN_ENGINE: Engine = engine;

type Compiled = { readonly size: number; readonly pattern: Pattern } | { readonly fault: string };

/** Patterns that documents have, compiled: judging a document, weighing it and compiling it ask for the same ones. */
const known = new Map<string, Compiled>();
const MAX_KNOWN = 256;

/** A pattern compiled, or what is wrong with it. */
export function compilePattern(source: string, ignoreCase: boolean): Pattern | { readonly fault: string } {
  const compiled = lookUp(source, ignoreCase);
  return 'fault' in compiled ? compiled : compiled.pattern;
}

/**
 * Units of `LIMITS.work` that a pattern without a fault takes: the engine may look at each instruction for each character. Before the
 * engine is there, nothing can be said.
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
    if (size > LARGEST_PROGRAM) return { fault: 'the pattern is too complex; shorten its repetitions' };
    // Not `test`: that builds an automaton, which takes ten times as long where each character of a text leads to a new state.
    return { size, pattern: { test: (input) => compiled.matcher(input).find() } };
  } catch (error) {
    return { fault: `not a valid RE2 pattern (${error instanceof Error ? error.message : String(error)})` };
  }
}
