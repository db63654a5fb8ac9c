import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Document, JsonObject, JsonValue } from '@flagstaff/core';
import type { Io } from '../frame/io.ts';
import { wrongUse } from '../frame/failure.ts';

/** Reads a file, or the standard input for `-`. */
export async function readText({ cwd, stdin }: Io, file: string): Promise<string> {
  const read = file === '-' ? text(stdin) : readFile(resolve(cwd, file), 'utf8');
  const content = await read.catch(() => {
    throw wrongUse(file === '-' ? 'The standard input cannot be read.' : `The file ${file} cannot be read.`);
  });
  // Editors of Windows write a byte order mark.
  return content.replace(/^\uFEFF/, '');
}

/** Parses JSON that an argument or a file holds. */
export function parseJson(text: string, what: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw wrongUse(`${what} is not JSON: ${(error as Error).message}`);
  }
}

/** Reads one document, a list of documents, or an object with such a list. The server validates them. */
export async function readDocuments(io: Io, file: string): Promise<readonly Document[]> {
  const parsed = parseJson(await readText(io, file), file === '-' ? 'The standard input' : file);
  const list = documentsIn(parsed);
  if (list !== undefined && list.length > 0 && list.every(isDocument)) return list;
  throw wrongUse(`${file} has no documents. Each needs a \`kind\` and a \`key\`.`);
}

function documentsIn(parsed: JsonValue): readonly unknown[] | undefined {
  if (Array.isArray(parsed)) return parsed;
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  if ('kind' in parsed) return [parsed];
  return 'documents' in parsed && Array.isArray(parsed['documents']) ? parsed['documents'] : undefined;
}

const KINDS: ReadonlySet<unknown> = new Set(['flag', 'segment', 'environment']);

function isDocument(value: unknown): value is Document {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, key } = value as { readonly kind?: unknown; readonly key?: unknown };
  return KINDS.has(kind) && typeof key === 'string' && key !== '';
}

/** Reads a context: JSON, `@file` or `-`. */
export async function readContext(io: Io, given: string): Promise<JsonObject> {
  const isFile = given === '-' || given.startsWith('@');
  const source = isFile ? await readText(io, given.replace(/^@/, '')) : given;
  const parsed = parseJson(source, 'The context');
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as JsonObject;
  throw wrongUse('A context is a JSON object of attributes, such as {"targetingKey":"42"}.');
}
