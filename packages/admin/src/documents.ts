import type {
  Document,
  DocumentId,
  DocumentKind,
  FlagDocument,
  Revision,
  Snapshot,
  StoredDocument,
} from '@flagstaff/core';
import { claimedId } from '@flagstaff/core/storage';
import { documentMissing } from './answers/missing.ts';

export type StoredFlag = StoredDocument & FlagDocument;

/** All documents of one revision. */
export interface Documents {
  readonly revision: Revision | undefined;
  readonly byId: ReadonlyMap<DocumentId, StoredDocument>;
  /** The documents of a kind, by key. */
  of<K extends DocumentKind>(kind: K): readonly (StoredDocument & Extract<Document, { kind: K }>)[];
}

/** The names of kinds in paths. */
export const KIND_OF: { readonly [plural: string]: DocumentKind } = {
  flags: 'flag',
  segments: 'segment',
  environments: 'environment',
};

/** Indexes a snapshot. Documents without an id are left out: `flagstaff.errors` reports them. */
export function indexDocuments({ revision, documents }: Snapshot): Documents {
  const byId = new Map<DocumentId, StoredDocument>();
  for (const document of documents) {
    const id = claimedId(document);
    if (id !== undefined) byId.set(id, document);
  }
  const lists = new Map<DocumentKind, readonly StoredDocument[]>();

  return {
    revision,
    byId,
    of<K extends DocumentKind>(kind: K) {
      let list = lists.get(kind);
      if (list === undefined) {
        list = [...byId.values()].filter((document) => document.kind === kind).sort(byKey);
        lists.set(kind, list);
      }
      return list as readonly (StoredDocument & Extract<Document, { kind: K }>)[];
    },
  };
}

function byKey({ key: one }: Document, { key: other }: Document): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Returns the flag with a key. @throws {Error} 404 when there is none. */
export function flagIn({ byId }: Pick<Documents, 'byId'>, key: string): StoredFlag {
  const flag = byId.get(`flag:${key}`);
  if (flag?.kind === 'flag') return flag;
  throw documentMissing(`flag:${key}`);
}

/** Returns the id of the document that the parameters of a path name. */
export function idOf({ kind = '', key = '' }: { readonly [name: string]: string }): DocumentId {
  return `${KIND_OF[kind]!}:${key}`;
}
