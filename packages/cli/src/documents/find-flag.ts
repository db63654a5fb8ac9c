import type { FlagDocument, StoredDocument } from '@flagstaff/core';
import type { Api } from '../api/api.ts';
import { refused } from '../frame/failure.ts';
import { namedDocument } from './named-document.ts';
import type { NamedDocument } from './named-document.ts';

export type StoredFlag = StoredDocument & FlagDocument;

/** Reads a document that must exist. @throws {Failure} When it does not. */
export async function readDocument(api: Api, named: NamedDocument): Promise<StoredDocument> {
  const found = await api.find(named);
  if (found !== undefined) return found;
  throw refused('DOCUMENT_NOT_FOUND', `${named.id} does not exist.`, { status: 404 });
}

/** Reads a flag that must exist. @throws {Failure} When it does not. */
export async function readFlag(api: Api, key: string): Promise<StoredFlag> {
  return (await readDocument(api, namedDocument(`flag:${key.replace(/^flag:/, '')}`))) as StoredFlag;
}

/** Reads a flag as it is now: in an environment, with its due scheduled changes. */
export async function readEffectiveFlag(api: Api, key: string, environment: string | undefined): Promise<FlagDocument> {
  const query = { at: new Date().toISOString(), ...(environment === undefined ? {} : { environment }) };
  const { data } = await api.call('GET /{kind}/{key}', { params: { kind: 'flags', key }, query });
  return data as StoredFlag;
}

/** Returns the name of a field of a flag, or of its patch for an environment. */
export function fieldIn(environment: string | undefined, field: string): string {
  return environment === undefined ? field : `environments.${environment}.${field}`;
}
