import { performance } from 'node:perf_hooks';
import type { EvaluationContext } from '@flagstaff/core';
import { compileFlag } from '../src/evaluation/compile/flag.ts';
import { evaluateSafely } from '../src/evaluation/evaluate.ts';
import { initialRuleset } from '../src/ruleset/initial-ruleset.ts';
import { finishNow } from '../src/timing/steps.ts';
import type { Ruleset } from '../src/ruleset/update-ruleset.ts';
import { explain } from '../src/evaluation/explain/explain.ts';
import { parseDocument } from '../src/documents/parse-document.ts';
import type { FlagDocument } from '../src/model/flag.ts';
import { privateAttributes } from '../src/targeting/private-attributes.ts';
import { heavyContext, heavyDocument } from './heavy-documents.ts';
import { loadEngines } from './load-engines.ts';
import { dice } from './random-rulesets.ts';

/** The longest time of each step, in milliseconds of this process's time. */
export interface Longest {
  readonly documents: number;
  readonly refused: number;
  readonly checks: number;
  readonly parse: number;
  readonly compile: number;
  readonly firstCheck: number;
  readonly check: number;
  readonly explain: number;
}

const CONTEXTS = 200;

/** Returns milliseconds of processor time, so that other processes do not count. Includes other work of the runtime. */
function time<T>(task: () => T): [took: number, result: T] {
  const clock = performance.now();
  const before = process.cpuUsage();
  const result = task();
  const { user, system } = process.cpuUsage(before);
  // Other threads of the runtime compile and collect meanwhile. The lower of both clocks is the time blocked.
  return [Math.min((user + system) / 1_000, performance.now() - clock), result];
}

/** Checks flags near the limits in contexts near the limits. */
export async function runHeavy(checks: number, seed: number, report?: (line: string) => void): Promise<Longest> {
  await loadEngines();
  const d = dice(seed);
  const longest = { documents: 0, refused: 0, checks: 0, parse: 0, compile: 0, firstCheck: 0, check: 0, explain: 0 };
  const note = (step: 'parse' | 'compile' | 'firstCheck' | 'check' | 'explain', took: number, what: string): void => {
    if (took > 50) report?.(`${step} took ${took.toFixed(0)} ms: ${what}`);
    longest[step] = Math.max(longest[step], took);
  };
  while (longest.checks < checks) {
    const json = JSON.stringify(heavyDocument(d, Math.floor(10 ** (1 + 2.7 * d.next()))));
    const document = JSON.parse(json) as FlagDocument;
    const what = `${json.length} ${json.replaceAll(/a{9,}/g, 'a…a').slice(0, 250)}`;
    const [parsing, parsed] = time(() => parseDocument(document));
    note('parse', parsing, what);
    if (!parsed.ok) {
      longest.refused++;
      continue;
    }
    longest.documents++;
    note('compile', time(() => compileFlag(document))[0], what);
    const { ruleset } = finishNow(initialRuleset(undefined, [document]))!;
    void ruleset.flags.get('heavy')!.compiled;
    for (let turn = 0; turn < CONTEXTS; turn++) {
      const scope = scopeOf(ruleset, heavyContext(d), Date.UTC(2026, turn % 12, 1 + turn));
      const [took, outcome] = time(() => evaluateSafely(scope, 'heavy', undefined));
      note(turn === 0 ? 'firstCheck' : 'check', took, what);
      longest.checks++;
      if (turn > 0) continue;
      const options = { outcome, asked: undefined, hidden: privateAttributes([]), withoutSteps: false };
      note('explain', time(() => explain(scope, 'heavy', options))[0], what);
    }
    if (longest.documents % 10 === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  return longest;
}

function scopeOf(ruleset: Ruleset, context: EvaluationContext, now: number) {
  return { ruleset, context, now, forcedVariants: undefined, members: undefined };
}
