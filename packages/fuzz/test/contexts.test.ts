// Fuzzes contexts of programs (any value) and of callers of the evaluation endpoint (any JSON).
import { createFlagstaff } from '@flagstaff/core';
import { explain, formatExplanation } from '@flagstaff/core/explain';
import type { Document, EvaluationContext, Flagstaff } from '@flagstaff/core';
import { CONTEXTS, fuzz, hostileJson, hostileValue, LARGE, mutate, SAMPLES, toJson } from '@flagstaff/fuzz';
import type { Random } from '@flagstaff/fuzz';
import { ofrep } from '@flagstaff/ofrep';
import { count } from '@flagstaff/spec';
import { afterAll, beforeAll, expect, it } from 'vitest';

let client: Flagstaff;
beforeAll(async () => {
  client = createFlagstaff({ bootstrap: [...SAMPLES, ...LARGE], privateAttributes: ['email', 'user.plan'] });
  await client.ready({ timeoutMs: 60_000 });
});
afterAll(() => client.close());

const keysOf = (documents: readonly Document[]): string[] =>
  documents.filter(({ kind }) => kind === 'flag').map(({ key }) => key);
const [SMALL_KEYS, LARGE_KEYS] = [keysOf(SAMPLES), keysOf(LARGE)];

/** A default of the flag's own type: with another type, evaluation returns before it reads the rules. */
const DEFAULTS = { boolean: false, string: '', number: 0, object: {} } as const;
const typeOf = new Map([...SAMPLES, ...LARGE].flatMap((each) => (each.kind === 'flag' ? [[each.key, each.type]] : [])));

/** An existing flag, rarely one whose evaluation costs as much as the limits allow. */
const keyFrom = (random: Random): string => random.pick(random.chance(0.02) ? LARGE_KEYS : SMALL_KEYS);

it('no check throws for any context', async () => {
  const outcomes = await fuzz({
    name: 'contexts',
    cases: count(720, 90_000),
    codes: [],
    knock(random, note) {
      const context = (
        random.chance(0.5) ? mutate(random, random.pick(CONTEXTS), hostileValue) : hostileValue(random)
      ) as EvaluationContext;
      note(context);
      const source = random.chance(0.1) ? () => context : context;
      const evaluator = client.forContext(source, {
        trackAttributes: random.chance(0.1),
        ...(random.chance(0.1) && { defaultTargetingKey: 'visitor' }),
      });
      const key = random.chance(0.9) ? keyFrom(random) : (hostileValue(random) as string);
      const { reason } = evaluator.details(key, DEFAULTS[typeOf.get(key) ?? 'boolean']);
      evaluator.isEnabled(key);
      evaluator.value(key, hostileValue(random) as string);
      evaluator.variant(key);
      evaluator.resolve(key);
      evaluator.vary();
      if (random.chance(0.2)) formatExplanation(explain(evaluator, key));
      if (random.chance(0.01)) {
        evaluator.all();
        JSON.stringify(evaluator.bootstrap());
        evaluator.with(hostileValue(random) as EvaluationContext).isEnabled('a');
      }
      return reason;
    },
  });
  expect(outcomes.size).toBeGreaterThan(4);
});

it('the endpoint responds with a documented status, and never with 500', async () => {
  const handler = ofrep(client, { authorize: 'anyone', rateLimit: { perSecond: 2_000_000 }, expose: 'all' });
  const url = 'http://flags.example/ofrep/v1/evaluate/flags';
  const outcomes = await fuzz({
    name: 'contexts over OFREP',
    cases: count(80, 10_000),
    codes: [],
    async knock(random, note) {
      const context = random.chance(0.7) ? mutate(random, random.pick(CONTEXTS), hostileJson) : hostileJson(random);
      note(context);
      const body = toJson({ context });
      const headers = { 'content-type': 'application/json' };
      const path = random.chance(0.95) ? `/${keyFrom(random)}` : '';
      const response = await handler(new Request(url + path, { method: 'POST', headers, body }));
      if (response.status >= 500) throw new Error(`responded ${response.status}: ${await response.text()}`);
      JSON.parse(await response.text());
      return String(response.status);
    },
  });
  expect(outcomes.has('200')).toBe(true);
  expect(outcomes.has('400')).toBe(true);
});
