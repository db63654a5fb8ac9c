import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Document, DocumentId } from '@flagstaff/core';
import { withoutStorageFields } from '@flagstaff/core/storage';
import { documentDifferences } from '@flagstaff/core/management';
import type { Api } from '../api/api.ts';
import { fileText } from '../documents/file-text.ts';
import { nameOf } from '../documents/named-document.ts';
import { parseJson, readDocuments, readText } from '../documents/read-input.ts';
import { readStore } from '../documents/read-store.ts';
import type { Store } from '../documents/read-store.ts';
import type { Context } from '../frame/context.ts';
import { refused, wrongUse } from '../frame/failure.ts';
import { lockPath, lockText, readLock } from './lock.ts';
import { merge } from './merge.ts';
import type { Documents, Merged, Side } from './merge.ts';

export interface FileOptions {
  readonly file: string;
  readonly prefer?: Side;
  readonly fileOwns?: readonly string[];
  readonly storeOwns?: readonly string[];
}

export function addFileOptions(command: Command): Command {
  return command
    .option('-f, --file <file>', 'the file of documents', 'flags.json')
    .addOption(new Option('--prefer <side>', 'whose value stays where both changed one').choices(['file', 'store']))
    .option('--file-owns <fields...>', 'fields whose value in the file counts, whatever the store has')
    .option(
      '--store-owns <fields...>',
      'fields whose value in the store counts, such as rules or environments.production.rules',
    );
}

/** Returns whose value of a field counts. Undefined where the last change counts. */
function ownerOf({ fileOwns = [], storeOwns = [] }: FileOptions): (field: string) => Side | undefined {
  const both = fileOwns.find((field) => storeOwns.includes(field));
  if (both !== undefined) throw wrongUse(`${both} cannot be owned by the file and by the store.`);
  const owns = (fields: readonly string[], field: string): boolean =>
    fields.some((each) => field === each || field.startsWith(`${each}.`) || isOfAnyEnvironment(each, field));
  return (field) => (owns(fileOwns, field) ? 'file' : owns(storeOwns, field) ? 'store' : undefined);
}

/** `rules` also means `environments.production.rules`. */
function isOfAnyEnvironment(name: string, field: string): boolean {
  return field.startsWith('environments.') && field.slice(field.lastIndexOf('.') + 1) === name;
}

/** A file, the store, and what they become together. */
export interface Compared extends Merged {
  readonly file: Documents;
  readonly store: Store;
  /** The revision that the file was last compared with. */
  readonly since: number;
}

/**
 * Merges the file with the store, on the lock beside it.
 *
 * @throws {Failure} VERSION_CONFLICT when both changed one field in different ways.
 */
export async function compareWithStore(context: Context, api: Api, options: FileOptions): Promise<Compared> {
  const { io } = context;
  const { file, prefer } = options;
  const owner = ownerOf(options);
  const path = resolve(io.cwd, file);
  const [written, lock, store] = await Promise.all([
    existsSync(path) ? readDocuments(io, file) : [],
    readLock(lockPath(path)),
    readStore(api),
  ]);
  const inFile = byId(written);
  const merged = merge(lock.documents, inFile, byId(store.documents), { prefer, owner });
  if (merged.conflicts.length > 0) throw conflicting(file, merged);
  return { ...merged, file: inFile, store, since: lock.revision };
}

/** Writes the file, and the lock beside it. */
export async function writeFiles({ io }: Context, file: string, documents: Documents, store: Store): Promise<void> {
  const path = resolve(io.cwd, file);
  const before = existsSync(path) ? parseJson(await readText(io, file), file) : undefined;
  await writeFile(path, fileText([...documents.values()], before));
  const inStore = byId(store.documents);
  await writeFile(lockPath(path), lockText({ revision: store.revision?.number ?? 0, documents: inStore }));
}

/** Returns the ids of documents that differ between two sides. */
export function differing(one: Documents, other: Documents): readonly DocumentId[] {
  const ids = new Set([...one.keys(), ...other.keys()]);
  return [...ids].filter((id) => documentDifferences(one.get(id) ?? null, other.get(id) ?? null).length > 0);
}

function byId(documents: readonly Document[]): Documents {
  return new Map(documents.map((document) => [nameOf(document).id, withoutStorageFields(document)]));
}

function conflicting(file: string, { conflicts }: Merged): Error {
  const problems = conflicts.map(({ id, fields }) => ({
    path: id,
    message: fields.length === 0 ? 'one side deleted it, the other changed it' : `both changed ${fields.join(', ')}`,
  }));
  const detail = `${file} and the store changed the same fields. Nothing was written. Pass --prefer file or --prefer store.`;
  return refused('VERSION_CONFLICT', detail, { problems });
}
