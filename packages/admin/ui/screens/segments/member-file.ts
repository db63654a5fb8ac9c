import { keysIn } from './keys-in.ts';

/** Bytes of a file: a million identifiers of 20 characters. */
const MAX_BYTES = 20_000_000;

/** Characters of a member. */
const MAX_LENGTH = 256;

/** Values of a file, or why it cannot be taken. */
export type MemberFile = { readonly name: string; readonly values: readonly string[] } | { readonly fault: string };

/** Reads values from a text file, in this browser: one per line, or with commas. */
export async function readMemberFile(file: File): Promise<MemberFile> {
  if (file.size > MAX_BYTES) return { fault: 'The file is larger than 20 MB. Split it.' };
  const text = await file
    .arrayBuffer()
    .then((bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    .catch(() => undefined);
  if (text === undefined) return { fault: 'The file cannot be read as text in UTF-8.' };
  const values = keysIn(text);
  if (values.length === 0) return { fault: 'The file has no values.' };
  if (values.some(({ length }) => length > MAX_LENGTH)) {
    return { fault: `A value of the file has more than ${MAX_LENGTH} characters. Put one value on each line.` };
  }
  return { name: file.name, values };
}
