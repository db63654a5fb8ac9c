import type { Document } from '@flagstaff/core/storage';
import { withoutStorageFields } from '@flagstaff/core/storage';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { storedFrom } from './content.ts';
import { readContent } from './read-file.ts';

/**
 * The documents of a JSON file as they are now, to seed another storage with. They are not validated: who writes them does.
 *
 * @example
 * memoryStorage({ documents: await readDocuments('flags.json') })
 */
export async function readDocuments(path: string | URL): Promise<Document[]> {
  const { content } = await readContent(resolve(path instanceof URL ? fileURLToPath(path) : path));
  return content.documents.map((written) => withoutStorageFields(storedFrom(written, content)));
}
