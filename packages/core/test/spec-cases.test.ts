import { explain } from '@flagstaff/core/explain';
import type { Document, EvaluationContext, Flagstaff, JsonValue } from '@flagstaff/core';
import { createFlagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { everyCase } from '@flagstaff/spec';
import assert from 'node:assert/strict';
import { afterAll, describe, expect, it } from 'vitest';
import { disagreement } from './explained.ts';

const clients = new Map<readonly unknown[], Promise<Flagstaff>>();

// Fills the store directly: some documents are invalid on purpose, and a write would reject them.
async function open(documents: readonly unknown[]): Promise<Flagstaff> {
  const client = createFlagstaff({ storage: createMemoryStorage({ documents: documents as readonly Document[] }) });
  await client.ready();
  return client;
}

function clientFor(documents: readonly unknown[]): Promise<Flagstaff> {
  let client = clients.get(documents);
  if (client === undefined) clients.set(documents, (client = open(documents)));
  return client;
}

afterAll(async () => {
  for (const client of clients.values()) await (await client).close();
});

const { cases } = everyCase({
  name: 'core',
  runner: { describe, it, afterAll },
  async answer({ documents, flag, default: defaultValue, context, environment, now }) {
    const client = await clientFor(documents);
    const evaluator = client.forContext(context as EvaluationContext, {
      ...(now === undefined ? {} : { at: new Date(now) }),
      ...(environment === undefined ? {} : { environment }),
    });
    const details = evaluator.details(flag, defaultValue as JsonValue);
    assert.equal(details.flagKey, flag);
    assert.deepStrictEqual(evaluator.value(flag, defaultValue as JsonValue), details.value);
    assert.equal(disagreement(explain(evaluator, flag), evaluator.resolve(flag)), undefined);
    return details;
  },
});

it('finds the cases', () => expect(cases).toBeGreaterThanOrEqual(2_000));
