import { explain } from '@flagstaff/core/explain';
import assert from 'node:assert/strict';
import { createFlagstaff } from '@flagstaff/core';
import type { Document, EvaluationContext, EvaluatorOptions, FlagDocument, Flagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { count } from '@flagstaff/spec';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disagreement } from './explained.ts';
import { hostileContext } from './hostile-contexts.ts';
import { propertyFlags } from './property-flags.ts';
import { dice, ENVIRONMENTS, INSTANTS, randomContext, randomDocuments } from './random-rulesets.ts';

const FLAGS = 8;
const CASES_PER_RULESET = 400;
const RULESETS = count(10, 250);

interface Case {
  readonly key: string;
  readonly context: EvaluationContext;
  readonly options: EvaluatorOptions;
}

/** Returns a ruleset and queries, the same for the same seed. */
function world(seed: number): { readonly documents: Document[]; readonly cases: Case[] } {
  const d = dice(seed);
  const documents = randomDocuments(d, FLAGS);
  const cases = Array.from({ length: CASES_PER_RULESET }, (): Case => ({
    key: d.chance(0.01) ? 'absent' : `f${Math.floor(d.next() * FLAGS)}`,
    context: randomContext(d),
    options: {
      // At an instant of the documents, or within about a day of it.
      at: new Date(Date.parse(d.pick(INSTANTS)) + Math.floor(d.next() * 3 - 1) * 86_400_000),
      ...(d.chance(0.3) && { environment: d.pick(ENVIRONMENTS) }),
      ...(d.chance(0.05) && { forcedVariants: new Map([[`f${Math.floor(d.next() * FLAGS)}`, d.pick(['a', 'none'])]]) }),
    },
  }));
  return { documents, cases };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

describe('the explanation follows the evaluation', () => {
  it('leads to the same variant, value, reason and error code', async () => {
    const reasons = new Map<string, number>();
    let ran = 0;
    for (let seed = 1; seed <= RULESETS; seed += 1) {
      const { documents, cases } = world(seed);
      const client = createFlagstaff({ bootstrap: documents });
      // Some documents need parts that are loaded.
      await client.ready();
      for (const { key, context, options } of cases) {
        const flags = client.forContext(context, options);
        const answer = flags.resolve(key);
        const wrong = disagreement(explain(flags, key), answer);
        if (wrong !== undefined) throw new Error(`seed ${seed}, case ${ran}, ${key}: ${wrong}`);
        reasons.set(answer.reason, (reasons.get(answer.reason) ?? 0) + 1);
        ran += 1;
      }
      await client.close();
      await turn();
    }
    expect(ran).toBe(RULESETS * CASES_PER_RULESET);
    // Each reason must occur often enough to be meaningful.
    for (const reason of [
      'STATIC',
      'DEFAULT',
      'TARGETING_MATCH',
      'SPLIT',
      'DISABLED',
      'OVERRIDE',
      'PREREQUISITE_FAILED',
      'HOLDOUT',
      'ERROR',
    ]) {
      expect((reasons.get(reason) ?? 0) > ran / 200, reason).toBe(true);
    }
  });

  const changes: readonly (readonly [string, (flag: FlagDocument) => FlagDocument])[] = [
    ['rules in another order', (flag) => ({ ...flag, rules: (flag.rules ?? []).toReversed() })],
    ['a rule less', (flag) => ({ ...flag, rules: (flag.rules ?? []).slice(1) })],
    ['other buckets', (flag) => ({ ...flag, seed: 'another' })],
    ['no holdout', ({ holdout: _, ...flag }) => flag],
    ['no prerequisites', ({ prerequisites: _, ...flag }) => flag],
    ['no dated changes', ({ schedule: _, ...flag }) => flag],
    ['no overrides', ({ overrides: _, ...flag }) => flag],
    ['no environments', ({ environments: _, ...flag }) => flag],
  ];

  it.each(changes)('detects explanations of a flag that differs: %s', async (_, change) => {
    let found = 0;
    for (let seed = 1; seed <= count(3, 20); seed += 1) {
      const { documents, cases } = world(seed);
      const client = createFlagstaff({ bootstrap: documents });
      const differing = documents.map((document) => (document.kind === 'flag' ? change(document) : document));
      const other = createFlagstaff({ bootstrap: differing });
      await Promise.all([client.ready(), other.ready()]);
      for (const { key, context, options } of cases) {
        const explanation = explain(other.forContext(context, options), key);
        if (disagreement(explanation, client.forContext(context, options).resolve(key)) !== undefined) found += 1;
      }
      await Promise.all([client.close(), other.close()]);
    }
    expect(found).toBeGreaterThan(10);
  });
});

describe('hostile contexts', () => {
  const RUNS = count(600, 20_000);
  const keys = propertyFlags.filter(({ kind }) => kind === 'flag').map(({ key }) => key);

  async function check(client: Flagstaff): Promise<number> {
    let ran = 0;
    const property = fc.property(hostileContext, (make) => {
      const flags = client.forContext(make() as EvaluationContext, { at: new Date(0) });
      const key = keys[(ran += 1) % keys.length] ?? '';
      const explanation = explain(flags, key);
      const wrong = disagreement(explanation, flags.resolve(key));
      if (wrong !== undefined) throw new Error(`${key}: ${wrong}`);
      const text = JSON.stringify(explanation);
      if (text.length > 300_000) throw new Error(`${key} is explained with ${text.length} characters`);
      if (ran % 10 === 0) assert.deepStrictEqual(JSON.parse(text), explanation);
    });
    for (let portion = 0; portion < 4; portion += 1) {
      fc.assert(property, { seed: portion, numRuns: RUNS / 4 });
      await turn();
    }
    return ran;
  }

  it('matches the evaluation, is bounded JSON, and never throws', async () => {
    const client = createFlagstaff({ storage: createMemoryStorage({ documents: propertyFlags }) });
    await client.ready();
    expect(await check(client)).toBe(RUNS);
    await client.close();
  });
});
