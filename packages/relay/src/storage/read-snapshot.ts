import type { Revision, Snapshot, StoredDocument } from '@flagstaff/core/storage';
import { readText } from '@flagstaff/http/endpoint';
import { parseRevision } from '../protocol.ts';
import type { Faults } from './errors.ts';

/** What the relay sent last. */
export interface Copy {
  readonly etag: string | undefined;
  readonly revision: Revision | undefined;
  readonly text: string;
}

const MAX_TAG = 1_024;

/** All documents from an answer. Rejects with `STORAGE_CORRUPT` when it is something else, or too much. */
export async function readSnapshot(
  response: Response,
  maxBytes: number,
  fault: Faults,
): Promise<{ readonly copy: Copy; readonly snapshot: Snapshot }> {
  if (!/^application\/json *(;|$)/i.test(response.headers.get('content-type') ?? '')) {
    await response.body?.cancel();
    throw fault('STORAGE_CORRUPT', 'sent something else than JSON. Check `url`.');
  }
  const body = await readText(response, maxBytes);
  if (body === 'too long') throw fault('STORAGE_CORRUPT', `sent more than ${maxBytes} bytes. Raise \`maxBytes\`.`);
  const snapshot = body === 'no text' ? undefined : parseSnapshot(body.text);
  if (snapshot === undefined || body === 'no text') {
    throw fault('STORAGE_CORRUPT', 'sent something else than a revision and its documents. Check `url`.');
  }
  const etag = response.headers.get('etag') ?? '';
  const usable = etag !== '' && etag.length <= MAX_TAG;
  return { snapshot, copy: { etag: usable ? etag : undefined, revision: snapshot.revision, text: body.text } };
}

/** The documents are not judged here: whoever reads them through a client does. Undefined: it is no snapshot. */
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
