import type { Document, DocumentId, DocumentKind } from '@flagstaff/core';
import { isKey } from '@flagstaff/core/storage';
import { wrongUse } from '../frame/failure.ts';

/** The kinds of documents in paths of the API. */
export type Plural = 'flags' | 'segments' | 'environments';

const KINDS: { readonly [kind in DocumentKind]: Plural } = {
  flag: 'flags',
  segment: 'segments',
  environment: 'environments',
};

/** The name of a document. */
export interface NamedDocument {
  readonly id: DocumentId;
  readonly kind: Plural;
  readonly key: string;
}

/** Reads `checkout`, `flag:checkout` or `segment:staff`. A key alone is a flag's. */
export function namedDocument(text: string): NamedDocument {
  const at = text.indexOf(':');
  const kind = at === -1 ? 'flag' : text.slice(0, at);
  const key = text.slice(at + 1);
  if (!Object.hasOwn(KINDS, kind) || !isKey(key)) {
    throw wrongUse(`"${text}" names no document. Use a flag's key, or an id such as segment:staff.`);
  }
  return { id: `${kind as DocumentKind}:${key}`, kind: KINDS[kind as DocumentKind], key };
}

/** Returns the name of a document. */
export function nameOf({ kind, key }: Pick<Document, 'kind' | 'key'>): NamedDocument {
  return { id: `${kind}:${key}`, kind: KINDS[kind], key };
}
