// Checks that every response to the evaluation cases matches the protocol's schema.
import { createFlagstaff } from '@flagstaff/core';
import type { Document, Flagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { ofrep } from '@flagstaff/ofrep';
import { count, loadCases } from '@flagstaff/spec';
import { fakeClock } from '@flagstaff/testkit';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { ask } from './support/flags.ts';
import { bulk, eventData, single, successAsPublished } from './support/protocol-schema.ts';

const clock = fakeClock();
/** A bulk request evaluates all flags of its file, so every day one case in five sends one. */
const ONE_BULK_IN = count(5, 1);

async function check(schemas: ReadonlyMap<number, ValidateFunction>, response: Response): Promise<number> {
  const validate = schemas.get(response.status);
  const body: unknown = await response.json();
  if (validate?.(body) !== true) throw new Error(JSON.stringify([response.status, body, validate?.errors]));
  return response.status;
}

async function serve(documents: readonly unknown[], environment: string | undefined): Promise<Flagstaff> {
  const storage = createMemoryStorage({ documents: documents as readonly Document[] });
  const flagstaff = createFlagstaff({ storage, clock, ...(environment !== undefined && { environment }) });
  // Some cases use environments that do not exist.
  await flagstaff.ready().catch(() => undefined);
  return flagstaff;
}

describe('single and bulk evaluation match the schema for every evaluation case', () => {
  const singles = new Set<number>();
  const bulks = new Set<number>();
  let evaluated = 0;
  let evaluatedInBulk = 0;

  it.each(loadCases())('$name', async ({ documents, cases }) => {
    const before = evaluated;
    const clients = new Map<unknown, Flagstaff>();
    for (const { documents: own = documents, environment, flag, context, now: instant } of cases) {
      const key = own === documents ? environment : own;
      const flagstaff = clients.get(key) ?? (await serve(own, environment));
      clients.set(key, flagstaff);
      const handler = ofrep(flagstaff, { authorize: 'anyone', expose: 'all' });
      clock.setNow(instant === undefined ? new Date() : new Date(instant));
      const isContext = typeof context === 'object' && context !== null && !Array.isArray(context);
      const body = { context: isContext ? context : {} };
      singles.add(await check(single, await ask(handler, body, { key: encodeURIComponent(flag) })));
      evaluated += 1;
      if (evaluated % ONE_BULK_IN !== 0) continue;
      bulks.add(await check(bulk, await ask(handler, body)));
      evaluatedInBulk += 1;
    }
    await Promise.all([...clients.values()].map((client) => client.close()));
    expect(evaluated - before).toBe(cases.length);
  });

  it('covers every kind of response', () => {
    expect(evaluated).toBeGreaterThan(1_000);
    expect(singles).toEqual(new Set([200, 400, 404, 500]));
    expect(bulks).toEqual(new Set([200, 500]));
    console.log(`OFREP responses that match the protocol's schema: ${evaluated + evaluatedInBulk}`);
  });
});

it('matches the schema for rejected requests and events', async () => {
  const flagstaff = await serve([{ kind: 'flag', key: 'shown', type: 'boolean' }], undefined);
  const handler = ofrep(flagstaff, { authorize: 'anyone' });
  for (const body of ['{', '[]', { context: 1 }]) {
    expect(await check(single, await ask(handler, body, { key: 'shown' }))).toBe(400);
    expect(await check(bulk, await ask(handler, body))).toBe(400);
  }
  const answer = (await (await ask(handler, { context: {} })).json()) as {
    eventStreams: [{ endpoint: { requestUri: string } }];
  };
  const stream = await handler(new Request(`http://flags.example${answer.eventStreams[0].endpoint.requestUri}`));
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  await reader.read();
  await manage(flagstaff).set({ kind: 'flag', key: 'shown', type: 'boolean', clientSide: true });
  const data: unknown = JSON.parse(/^data: (.*)$/m.exec((await reader.read()).value!)![1]!);
  expect(eventData(data)).toBe(true);
  await reader.cancel();
  await flagstaff.close();
});

it('finds that the published schema rejects its own examples', () => {
  const example = { key: 'discount-banner', value: true, reason: 'TARGETING_MATCH', variant: 'enabled' };
  expect(successAsPublished(example)).toBe(false);
  expect(successAsPublished.errors?.map(({ keyword }) => keyword)).toContain('oneOf');
  expect(single.get(200)!(example)).toBe(true);
  expect(single.get(200)!({ ...example, reason: 'CHANCE' })).toBe(false);
  expect(single.get(200)!({ ...example, key: undefined })).toBe(false);
});
