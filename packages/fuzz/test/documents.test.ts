// Fuzzes documents: written by a program, used as a seed, and read from a store.
import { explain } from '@flagstaff/core/explain';
import { createFlagstaff } from '@flagstaff/core';
import type { Document, Flagstaff, FlagDefinitions } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { CONTEXTS, fuzz, hostileJson, hostileValue, LARGE, mutate, SAMPLES, STORED } from '@flagstaff/fuzz';
import type { Random } from '@flagstaff/fuzz';
import { count } from '@flagstaff/spec';
import { expect, it } from 'vitest';

/** The share of documents that are as large as the limits allow. */
const LARGE_SHARE = count(1, 2) / 1_000;

/** A valid, nearly valid, or arbitrary document. Uses few names, so that a store stays small. */
function documentFrom(random: Random, hostile: (random: Random) => unknown): unknown {
  if (random.chance(0.05)) return hostile(random);
  if (random.chance(0.1)) return random.pick(SAMPLES);
  if (random.chance(LARGE_SHARE)) return mutate(random, random.pick(LARGE), hostile);
  return mutate(random, random.pick(SAMPLES), hostile);
}

/** Checks that accepted documents can be evaluated. */
function checkAll(client: Flagstaff): void {
  for (const context of CONTEXTS) {
    const evaluator = client.forContext(context);
    for (const key of Object.keys(evaluator.all())) explain(evaluator, key);
    evaluator.bootstrap();
  }
}

it('set and commit reject a document with a documented code, or evaluate it', async () => {
  const cases = count(480, 60_000);
  let client = createFlagstaff({ storage: createMemoryStorage({ documents: [...SAMPLES] }) });
  await client.ready();
  const outcomes = await fuzz({
    name: 'documents written',
    cases,
    codes: ['INVALID_DOCUMENT', 'INVALID_OPTIONS', 'DOCUMENT_IN_USE'],
    async knock(random, note) {
      const document = documentFrom(random, hostileValue) as Document;
      note(document);
      if (random.chance(0.5)) await manage(client).set(document);
      else
        await manage(client).commit([
          { type: 'set', document },
          { type: 'set', document: SAMPLES[1]! },
        ]);
      if (random.chance(0.03)) checkAll(client);
      if (random.chance(0.02)) {
        await client.close();
        client = createFlagstaff({ storage: createMemoryStorage({ documents: [...SAMPLES] }) });
        await client.ready();
      }
      return 'written';
    },
  });
  await client.close();
  expect(outcomes.get('written')).toBeGreaterThan(cases / 50);
  expect(outcomes.get('INVALID_DOCUMENT')).toBeGreaterThan(cases / 10);
});

it('bootstrap, previews and definitions reject a document, or evaluate it', async () => {
  const base = createFlagstaff({ storage: createMemoryStorage({ documents: [...SAMPLES] }) });
  await base.ready();
  await fuzz({
    name: 'documents as bootstrap and preview',
    cases: count(160, 20_000),
    codes: ['INVALID_DOCUMENT', 'INVALID_OPTIONS', 'ENVIRONMENT_NOT_FOUND'],
    async knock(random, note) {
      const document = documentFrom(random, hostileValue) as Document;
      note(document);
      if (random.chance(0.4)) {
        await manage(base).preview([{ type: 'set', document }], { contexts: CONTEXTS });
        return 'previewed';
      }
      const client = createFlagstaff({ bootstrap: [document] });
      checkAll(client);
      const definitions = { a: document, b: hostileValue(random) } as unknown as FlagDefinitions;
      await manage(client)
        .sync(random.chance(0.5) ? definitions : (hostileValue(random) as FlagDefinitions))
        .finally(() => client.close());
      return 'synced';
    },
  });
  await base.close();
});

it('corrupt documents of a store do not affect the others', async () => {
  await fuzz({
    name: 'documents read',
    cases: count(160, 20_000),
    batch: 4,
    codes: [],
    async knock(random, note) {
      const corruptDocuments = Array.from({ length: 4 }, () =>
        random.chance(0.05) ? hostileJson(random) : mutate(random, random.pick(STORED), hostileJson),
      );
      note(corruptDocuments);
      const memory = createMemoryStorage();
      const good = { kind: 'flag', key: 'good', type: 'boolean', default: 'on', version: 1 };
      const documents = [...corruptDocuments, good] as never;
      const revision = { epoch: 'e', number: 1, token: 't' };
      const storage = { ...memory, snapshot: async () => ({ revision, documents }), revision: async () => revision };
      const client = createFlagstaff({ storage });
      await client.ready();
      if (!client.forContext({}).isEnabled('good')) throw new Error('a good document was lost');
      checkAll(client);
      await client.close();
      return 'read';
    },
  });
});
