import { RE2JS } from 're2js';
import type { LoadedOperator, LoadedOperators } from './lazy-operator.ts';

/** A compiled pattern: RE2 syntax, with time linear in the input. */
interface Pattern {
  /** Number of compiled instructions. */
  readonly size: number;
  test(input: string): boolean;
}

/** Maximum number of compiled instructions: `(a{900}){900}` is short but expensive. */
const MAX_PROGRAM = 1_000;

/** Compiled patterns of documents, shared by validating, weighing and compiling. A text says why a pattern is invalid. */
const known = new Map<string, Pattern | string>();
const MAX_KNOWN = 256;

const WORK_PER_STEP = 0.7;

/**
 * Returns the operator for patterns, unanchored. Inputs longer than `maxInput` do not match.
 *
 * @param rememberingLong Caches a test of texts.
 */
export function patternOperators(
  rememberingLong: (test: (text: string) => boolean) => (text: string) => boolean,
  maxInput: number,
): LoadedOperators<'matches'> {
  const matches: LoadedOperator = {
    // In the worst case, every instruction runs for every character.
    work(operand, ignoreCase) {
      const pattern = lookUp(operand as string, ignoreCase);
      return typeof pattern === 'string' ? 1 : Math.ceil(pattern.size * maxInput * WORK_PER_STEP);
    },
    fault(operand) {
      const pattern = lookUp(operand as string, false);
      return typeof pattern === 'string' ? pattern : undefined;
    },
    compile(operand, ignoreCase) {
      const pattern = lookUp(operand as string, ignoreCase);
      if (typeof pattern === 'string') return () => false;
      const test = rememberingLong(pattern.test);
      return (actual) => typeof actual === 'string' && actual.length <= maxInput && test(actual);
    },
  };

  return { matches };
}

function lookUp(source: string, ignoreCase: boolean): Pattern | string {
  const key = `${ignoreCase ? 'i' : ''}:${source}`;
  let pattern = known.get(key);
  if (pattern === undefined) {
    pattern = compile(source, ignoreCase);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, pattern);
  }
  return pattern;
}

function compile(source: string, ignoreCase: boolean): Pattern | string {
  try {
    const compiled = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    const size = compiled.programSize();
    if (size > MAX_PROGRAM) return 'the pattern is too complex; shorten its repetitions';
    // Not `test`, which builds an automaton: ten times as slow when each character leads to a new state.
    return { size, test: (input) => compiled.matcher(input).find() };
  } catch (error) {
    return `not a valid RE2 pattern (${error instanceof Error ? error.message : String(error)})`;
  }
}
