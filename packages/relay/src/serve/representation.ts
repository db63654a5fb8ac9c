import type { Bytes } from '@flagstaff/core/storage';
import type { FlagDefinitions, Flagstaff } from '@flagstaff/core';
import { strongEtag } from '@flagstaff/http/endpoint';
import { claimedId, isTooDeep, unreadableDocument } from '@flagstaff/core/storage';
import { formatRevision } from '../protocol.ts';

/** The serialized documents of one revision. */
export interface Representation {
  readonly body: Bytes;
  /** Strong: a digest of the body, which includes the revision. Equal across relays of the same store. */
  readonly etag: string;
  readonly revision: string;
}

/**
 * Serializes a client's documents. Returns undefined while the client has loaded nothing from its store. Serializes once per change,
 * however many requests there are.
 */
export function createRepresentations<F extends FlagDefinitions>(
  flagstaff: Flagstaff<F>,
): () => Promise<Representation | undefined> {
  let last: { readonly of: object; readonly made: Promise<Representation> } | undefined;

  return async () => {
    const { state } = flagstaff;
    if (state === 'loading' || state === 'closed') return undefined;
    const snapshot = flagstaff.snapshot();
    // Bootstrap documents belong to this program, not to the store. Other readers have their own.
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
    .map((document) => [claimedId(document) ?? '', textOf(document)] as const)
    .sort(([one, text], [other, its]) => (one < other || (one === other && text < its) ? -1 : 1))
    .map(([, text]) => text);
  const body = new TextEncoder().encode(`{"revision":${revision},"documents":[${texts.join(',')}]}`);
  return { body, etag: await strongEtag(body), revision };
}

/** Serializes a document. A stand-in replaces what JSON cannot represent: if it were omitted, readers would delete the document. */
function textOf(document: unknown): string {
  try {
    const text = isTooDeep(document) ? undefined : (JSON.stringify(document) as string | undefined);
    if (text !== undefined) return text;
  } catch {
    // A BigInt, or a getter that throws.
  }
  return JSON.stringify(unreadableDocument(claimedId(document), 1, 'it cannot be written as JSON'));
}
