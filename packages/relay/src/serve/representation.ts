import type { FlagDefinitions, Flagstaff } from '@flagstaff/core';
import { digestOf } from '@flagstaff/http/endpoint';
import { formatRevision } from '../protocol.ts';

/** All documents of one revision as they are sent. */
export interface Representation {
  readonly body: Uint8Array<ArrayBuffer>;
  /** Strong: a digest of the body, in which the revision is. The same from every relay of the same store. */
  readonly etag: string;
  readonly revision: string;
}

/**
 * What a client holds, to be sent; undefined while it holds nothing that came from its store. Made once for each change,
 * however often it is asked for.
 */
export function createRepresentations<F extends FlagDefinitions>(
  flagstaff: Flagstaff<F>,
): () => Promise<Representation | undefined> {
  let last: { readonly of: object; readonly made: Promise<Representation> } | undefined;

  return async () => {
    const { state } = flagstaff;
    if (state === 'loading' || state === 'closed') return undefined;
    const snapshot = flagstaff.snapshot();
    // Bootstrap documents are the word of the program that has them, not of the store: another reader has its own.
    if (snapshot.revision === undefined && state !== 'ready') return undefined;
    const { revision } = snapshot;
    if (last?.of !== snapshot) {
      const documents = revision === undefined ? [] : snapshot.documents;
      const made = represent(formatRevision(revision), documents);
      last = { of: snapshot, made };
    }
    return last.made;
  };
}

async function represent(revision: string, documents: readonly unknown[]): Promise<Representation> {
  const texts = documents
    .map((document) => [orderOf(document), textOf(document)] as const)
    .filter(([, text]) => text !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, text]) => text);
  const body = new TextEncoder().encode(`{"revision":${revision},"documents":[${texts.join(',')}]}`);
  return { body, etag: await digestOf(body), revision };
}

/** Documents are sent in one order, whatever order the store has them in. What is no document has an order too. */
function orderOf(document: unknown): string {
  if (typeof document !== 'object' || document === null) return '';
  const { kind, key } = document as { readonly kind?: unknown; readonly key?: unknown };
  return JSON.stringify([kind, key]);
}

/** Undefined: what the store has there cannot be written down, such as nesting beyond the stack; the others can. */
function textOf(document: unknown): string | undefined {
  try {
    return JSON.stringify(document);
  } catch {
    return undefined;
  }
}
