import type { FlagDefinitions, Flagstaff } from '@flagstaff/core';
import { strongEtag } from '@flagstaff/http/endpoint';
import { claimedId, isTooDeep, unreadableDocument } from '@flagstaff/core/storage';
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
    .map((document) => [claimedId(document) ?? '', textOf(document)] as const)
    .sort(([one, text], [other, its]) => (one < other || (one === other && text < its) ? -1 : 1))
    .map(([, text]) => text);
  const body = new TextEncoder().encode(`{"revision":${revision},"documents":[${texts.join(',')}]}`);
  return { body, etag: await strongEtag(body), revision };
}

/** The document as JSON. What has no JSON becomes a stand-in: left out, it would be deleted at the other end. */
function textOf(document: unknown): string {
  try {
    const text = isTooDeep(document) ? undefined : (JSON.stringify(document) as string | undefined);
    if (text !== undefined) return text;
  } catch {
    // A BigInt, or a getter that throws.
  }
  return JSON.stringify(unreadableDocument(claimedId(document), 1, 'it cannot be written as JSON'));
}
