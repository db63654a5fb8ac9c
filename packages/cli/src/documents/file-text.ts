import type { Document, JsonValue } from '@flagstaff/core';
import { withoutStorageFields } from '@flagstaff/core/storage';

/**
 * Returns the text of a file with documents, as file storage, `seedFrom` and `flagstaff push` read it.
 *
 * @param before What the file held: a list stays a list, and an object keeps its other members, such as `$schema`.
 */
export function fileText(documents: readonly Document[], before?: JsonValue): string {
  const bodies = documents.map((document) => withoutStorageFields(document));
  return `${JSON.stringify(Array.isArray(before) ? bodies : { ...membersOf(before), documents: bodies }, null, 2)}\n`;
}

function membersOf(before: JsonValue | undefined): object {
  // A document of its own becomes one of several.
  const isList = typeof before === 'object' && before !== null && 'documents' in before;
  return isList ? before : {};
}
