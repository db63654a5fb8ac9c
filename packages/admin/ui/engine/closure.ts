import type { DocumentId, FlagDocument, StoredDocument } from '@flagstaff/core';
import { call } from '../api/client.ts';
import { pluralOf } from '../api/kinds.ts';
import { problemOf } from '../api/problem.ts';
import { queryClient } from '../api/query.ts';
import { splitId } from '../lib/paths.ts';
import { referencesIn } from './references.ts';

/**
 * Reads what a flag needs to be evaluated: all environments, and the documents that it refers to, directly or not. Documents that
 * do not exist are left out: the engine reports the references to them.
 */
export async function readClosure(flag: FlagDocument): Promise<readonly StoredDocument[]> {
  const found = new Map<DocumentId, StoredDocument>();
  const seen = new Set<DocumentId>([`flag:${flag.key}`]);
  const environments = await readList();
  for (const each of environments) found.set(`environment:${each.key}`, each);
  let wanted = referencesIn(flag);
  while (wanted.length > 0) {
    const missing = [...new Set(wanted)].filter((id) => !seen.has(id) && !found.has(id));
    missing.forEach((id) => seen.add(id));
    const documents = (await Promise.all(missing.map(readOne))).filter((each) => each !== undefined);
    for (const each of documents) found.set(`${each.kind}:${each.key}`, each);
    wanted = documents.flatMap(referencesIn);
  }
  return [...found.values()];
}

async function readList(): Promise<readonly StoredDocument[]> {
  const options = { params: { kind: 'environments' }, query: { fields: 'document', limit: 500 } } as const;
  const { data } = await queryClient.fetchQuery({
    queryKey: ['GET /{kind}', options],
    queryFn: () => call('GET /{kind}', options),
  });
  return data.items.flatMap(({ document }) => (document === undefined ? [] : [document]));
}

async function readOne(id: DocumentId): Promise<StoredDocument | undefined> {
  const [kind, key] = splitId(id);
  const options = { params: { kind: pluralOf(kind), key } };
  try {
    const { data } = await queryClient.fetchQuery({
      queryKey: ['GET /{kind}/{key}', options],
      queryFn: () => call('GET /{kind}/{key}', options),
      retry: false,
    });
    return data;
  } catch (error) {
    if (problemOf(error).status === 404) return undefined;
    throw error;
  }
}
