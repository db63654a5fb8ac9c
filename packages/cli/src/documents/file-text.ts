import type { Document } from '@flagstaff/core';
import { withoutStorageFields } from '@flagstaff/core/storage';

/** Returns the text of a file with documents, as file storage, `seedFrom` and `flagstaff push` read it. */
export function fileText(documents: readonly Document[]): string {
  const bodies = documents.map((document) => withoutStorageFields(document));
  return `${JSON.stringify({ documents: bodies }, null, 2)}\n`;
}
