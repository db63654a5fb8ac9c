import type { Document } from '@flagstaff/core/storage';
import { withoutStorageFields } from '@flagstaff/core/storage';
import { storedFrom } from './content.ts';
import { readPath } from './file-path.ts';
import { readContent } from './read-file.ts';

/**
 * Reads the current documents of a JSON file, to seed another storage. They are validated when they are written there.
 *
 * @throws {FlagstaffError} STORAGE_CORRUPT when the file has no list of documents, STORAGE_UNINITIALIZED when it does not exist.
 * @example
 * memoryStorage({ documents: await readDocuments('flags.json') })
 */
export async function readDocuments(path: string | URL): Promise<Document[]> {
  const { content } = await readContent(readPath('readDocuments', path));
  return content.documents.map((written) => withoutStorageFields(storedFrom(written, content)));
}
