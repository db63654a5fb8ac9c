import type { Document, EvaluationContext, EvaluationDetails, Flagstaff } from '@flagstaff/core';
import { createFlagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { count, SOAKING } from '@flagstaff/spec';
import { manage } from '@flagstaff/core/management';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from '../src/documents/parse-document.ts';
import { hostileContext } from './hostile-contexts.ts';
import { propertyFlags } from './property-flags.ts';
import { anyJson, mutated } from './schema-documents.ts';

const prototypes = [Object, Array, Function, String, Number, Boolean, Date, Map, Set, Promise, Symbol, RegExp, Error];

function fingerprint(): string[] {
  return prototypes.flatMap(({ name, prototype }) =>
    Reflect.ownKeys(prototype).map((key) => {
      const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
      return `${name}.${String(key)}: ${typeof descriptor?.value} ${typeof descriptor?.get}`;
    }),
  );
}

const before = fingerprint();

/** Each of these computes for seconds, which takes many times as long on a busy machine. */
const COMPUTING_MS = SOAKING ? 3_600_000 : 120_000;

/** Runs a property in portions, so that the event loop turns in between. Returns the number of runs. */
async function run<T>(arbitrary: fc.Arbitrary<T>, runs: number, check: (value: T) => void): Promise<number> {
  let ran = 0;
  const property = fc.property(arbitrary, (value) => {
    ran += 1;
    check(value);
  });
  for (let left = runs; left > 0; left -= 5_000) {
    fc.assert(property, { numRuns: Math.min(left, 5_000) });
    await new Promise((resolve) => setTimeout(resolve));
  }
  return ran;
}

describe('any JSON into the parser', () => {
  it('returns a document, or issues with a path and a message', { timeout: COMPUTING_MS }, async () => {
    const check = (value: unknown): void => {
      const parsed = parseDocument(value);
      if (parsed.ok) return;
      expect(parsed.issues.length).toBeGreaterThan(0);
      for (const { path, message } of parsed.issues) {
        expect(path.startsWith('$')).toBe(true);
        expect(message).not.toBe('');
      }
    };
    const runs = count(400, 20_000);
    expect(await run(anyJson, runs, check)).toBe(runs);
    expect(await run(mutated, runs, check)).toBe(runs);
  });

  it('accepts only documents that a client can evaluate', { timeout: COMPUTING_MS }, async () => {
    // Most have an issue: about one in fifty is written.
    const samples = fc.sample(mutated, count(500, 2_000));
    const storage = createMemoryStorage({ documents: [] });
    const client = createFlagstaff({ storage });
    await client.ready();
    const outcomes = new Map<unknown, number>();
    for (const value of samples) {
      const outcome = await manage(client)
        .set(value as Document)
        .then(
          () => 'written',
          (error: { readonly code?: unknown }) => error.code,
        );
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect([...outcomes.keys()].map(String).sort()).toEqual(['INVALID_DOCUMENT', 'written']);
    const answers: Record<string, EvaluationDetails> = client.forContext({ targetingKey: 'u1' }).all();
    for (const [key, { errorCode, value }] of Object.entries(answers)) {
      expect(errorCode === 'PARSE_ERROR', key).toBe(false);
      expect(value).not.toBeUndefined();
    }
    await client.close();
  });
});

/** A dozen evaluations each. */
const CONTEXTS = count(2_000, 100_000);

describe('any context into the evaluator', () => {
  let client: Flagstaff;

  beforeAll(async () => {
    client = createFlagstaff({ storage: createMemoryStorage({ documents: propertyFlags }) });
    await client.ready();
  });

  afterAll(() => client.close());

  it('on flags that are understood, all of them', () => {
    const answers: Record<string, EvaluationDetails> = client.forContext({}).all();
    expect(Object.keys(answers).length).toBe(keys.length);
    expect(Object.values(answers).filter(({ errorCode }) => errorCode === 'PARSE_ERROR')).toEqual([]);
  });

  const keys = propertyFlags.filter(({ kind }) => kind === 'flag').map(({ key }) => key);
  let turn = 0;

  it('no read throws, and each answers as a type and a reason', { timeout: COMPUTING_MS }, async () => {
    const reasons = new Set<string>();
    const ran = await run(hostileContext, CONTEXTS, (make) => {
      const value = make();
      const evaluator = client.forContext(value as EvaluationContext);
      // Rotates through all flags, a few per context.
      for (let each = 0; each < 4; each += 1) {
        const key = keys[(turn += 1) % keys.length] ?? '';
        const details = evaluator.details(key, false);
        reasons.add(details.reason);
        if (typeof details.value !== 'boolean') throw new Error(`${key} answered ${typeof details.value}`);
        if (evaluator.isEnabled(key) !== details.value) throw new Error(`${key} has two different answers`);
        evaluator.variant(key);
      }
      if (turn % 16 === 0) {
        evaluator.with({ targetingKey: 'u1' }).value('split', {});
        client.forContext(() => value as EvaluationContext).value('overridden', 'caller');
        evaluator.all();
      }
    });
    expect(ran).toBe(CONTEXTS);
    // One context in a thousand is overridden or held out, so only a soak meets them for certain.
    const expected = ['DEFAULT', 'ERROR', 'PREREQUISITE_FAILED', 'TARGETING_MATCH'];
    expect([...reasons]).toEqual(expect.arrayContaining(SOAKING ? [...expected, 'HOLDOUT', 'OVERRIDE'] : expected));
  });

  it('a context function that throws, and attributes added to a hostile context', () => {
    const thrower = (): never => {
      throw new Error('no session');
    };
    expect(client.forContext(thrower).details('rolled', true)).toMatchObject({ value: false, reason: 'DEFAULT' });
    const proxy = new Proxy({}, { get: thrower, getOwnPropertyDescriptor: thrower }) as EvaluationContext;
    expect(client.forContext(proxy).with({ x: 'pro' }).isEnabled('operator-eq')).toBe(true);
  });
});

it('no prototype has changed', () => {
  expect(fingerprint()).toEqual(before);
});
