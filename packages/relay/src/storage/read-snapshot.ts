import type { Revision, Snapshot, StoredDocument } from '@flagstaff/core/storage';
import { readText } from '@flagstaff/http/endpoint';
import { parseRevision } from '../protocol.ts';
import type { Faults } from './errors.ts';

/** The last documents that the relay sent. */
export interface Copy {
  readonly etag: string | undefined;
  readonly revision: Revision | undefined;
  readonly text: string;
}

const MAX_TAG = 1_024;

/** Reads all documents from a response. Rejects with `STORAGE_CORRUPT` when the content is invalid or too large. */
export async function readSnapshot(
  response: Response,
  maxBytes: number,
  fault: Faults,
): Promise<{ readonly copy: Copy; readonly snapshot: Snapshot }> {
  if (!/^application\/json *(;|$)/i.test(response.headers.get('content-type') ?? '')) {
    await response.body?.cancel();
    throw fault('STORAGE_CORRUPT', 'did not send JSON. Check `url`.');
  }
  const body = await readText(response, maxBytes);
  if (body === 'too long') throw fault('STORAGE_CORRUPT', `sent more than ${maxBytes} bytes. Raise \`maxBytes\`.`);
  const snapshot = body === 'no text' ? undefined : parseSnapshot(body.text);
  if (snapshot === undefined || body === 'no text') {
    throw fault('STORAGE_CORRUPT', 'did not send a revision and its documents. Check `url`.');
  }
  const etag = response.headers.get('etag') ?? '';
  const usable = etag !== '' && etag.length <= MAX_TAG;
  return { snapshot, copy: { etag: usable ? etag : undefined, revision: snapshot.revision, text: body.text } };
}

/** Returns undefined when the text is not a snapshot. The documents are validated later, by the client that reads them. */
export function parseSnapshot(text: string): Snapshot | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'revision')) return undefined;
  const { revision: given, documents } = value as { readonly revision: unknown; readonly documents?: unknown };
  const revision = parseRevision(given);
  if (revision === undefined || !Array.isArray(documents)) return undefined;
  return { revision: revision ?? undefined, documents: documents as StoredDocument[] };
}
