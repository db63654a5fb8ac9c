import { claimedId, isTooDeep, unreadableDocument } from '@flagstaff/core/storage';

/** Serializes a document. A stand-in replaces what JSON cannot represent: if it were omitted, readers would delete the document. */
export function documentText(document: unknown): string {
  try {
    const text = isTooDeep(document) ? undefined : (JSON.stringify(document) as string | undefined);
    if (text !== undefined) return text;
  } catch {
    // A BigInt, or a getter that throws.
  }
  return JSON.stringify(unreadableDocument(claimedId(document), 1, 'it cannot be written as JSON'));
}

/** Serializes all documents, in an order that is the same on every relay. */
export function documentsText(documents: readonly unknown[]): string {
  const texts = documents
    .map((document) => [claimedId(document) ?? '', documentText(document)] as const)
    .sort(([one, text], [other, its]) => (one < other || (one === other && text < its) ? -1 : 1))
    .map(([, text]) => text);
  return `[${texts.join(',')}]`;
}
