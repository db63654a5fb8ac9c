import { expect, it } from 'vitest';
import { createFlagstaff } from '@flagstaff/core';
import type { FlagstaffError } from '@flagstaff/core';
import type { StorageBackend, StoredDocument } from '@flagstaff/core/storage';
import { readInput } from '../src/ruleset/read-input.ts';
import { finishNow } from '../src/timing/steps.ts';
import { UNLOADED } from '../src/ruleset/update-ruleset.ts';

/** Returns a store that holds any values. */
function storeOf(documents: readonly unknown[]): StorageBackend {
  const none = async (): Promise<never> => Promise.reject(new Error('is only listed'));
  const list = async (): Promise<StoredDocument[]> => documents as StoredDocument[];
  return { name: 'corrupt', list, get: none, set: none, delete: none };
}

async function problemsOf(documents: readonly unknown[]): Promise<FlagstaffError[]> {
  const client = createFlagstaff({ storage: storeOf(documents) });
  const problems: FlagstaffError[] = [];
  client.on('error', (problem) => problems.push(problem));
  await client.ready();
  await client.close();
  return problems.filter(({ code }) => code === 'DOCUMENT_REJECTED');
}

it('reports the first hundred documents with issues, and counts the others', async () => {
  const problems = await problemsOf(
    Array.from({ length: 5_000 }, (_, index) => ({ kind: 'flag', key: `f${index}`, type: 'none' })),
  );
  expect(problems).toHaveLength(101);
  expect(problems.at(-1)!.message).toContain('4900 more documents cannot be understood');
});

it('keeps the issues of a hundred values that are not documents, and few of the values', () => {
  const documents = Array.from({ length: 3_000_000 }, () => 1);
  const { rejectedUnidentified, unidentified } = finishNow(readInput(UNLOADED, { revision: undefined, documents }));
  expect({ rejected: rejectedUnidentified.length, unidentified: unidentified.length }).toEqual({
    rejected: 101,
    unidentified: 100,
  });
  expect(rejectedUnidentified.at(-1)!.id).toBe('(2999900 more documents)');
});
