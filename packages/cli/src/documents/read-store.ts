import type { DocumentId, Revision, StoredDocument } from '@flagstaff/core';
import type { Api } from '../api/api.ts';
import { nameOf } from './named-document.ts';

/** All documents of one revision. */
export interface Store {
  /** Null for a store that was never written. */
  readonly revision: Revision | null;
  readonly documents: readonly StoredDocument[];
  readonly byId: ReadonlyMap<DocumentId, StoredDocument>;
}

export async function readStore(api: Api): Promise<Store> {
  const { data } = await api.call('GET /export', {});
  return { ...data, byId: byId(data.documents) };
}

function byId(documents: readonly StoredDocument[]): ReadonlyMap<DocumentId, StoredDocument> {
  return new Map(documents.map((document) => [nameOf(document).id, document]));
}
