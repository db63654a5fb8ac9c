import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { described, invalidOptions } from '@flagstaff/core/storage';

/**
 * Returns the absolute path of a JSON file.
 *
 * @param caller The function to name in the message.
 * @throws {FlagstaffError} INVALID_OPTIONS when it is neither a path nor a `file:` URL.
 */
export function readPath(caller: string, path: unknown): string {
  const text = pathOf(path);
  if (typeof text === 'string' && text !== '' && !text.includes('\0')) return resolve(text);
  throw invalidOptions(`${caller}: path must be the path or the file: URL of a JSON file. It is ${described(text)}.`);
}

/** Returns undefined for a URL that is not a file URL. */
function pathOf(path: unknown): unknown {
  try {
    return path instanceof URL ? fileURLToPath(path) : path;
  } catch {
    return undefined;
  }
}
