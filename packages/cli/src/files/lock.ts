import { readFile } from 'node:fs/promises';
import type { Document, DocumentId } from '@flagstaff/core';
import { parseJson } from '../documents/read-input.ts';
import { nameOf } from '../documents/named-document.ts';
import { wrongUse } from '../frame/failure.ts';

/** What a file and the store had in common when they were last compared. */
export interface Lock {
  /** The number of the store's revision. */
  readonly revision: number;
  readonly documents: ReadonlyMap<DocumentId, Document>;
}

const FIRST: Lock = { revision: 0, documents: new Map() };

/** `flags.json` → `flags.lock.json` */
export function lockPath(file: string): string {
  return `${file.replace(/\.json$/, '')}.lock.json`;
}

/** Reads a lock. Without a file, nothing was in common. */
export async function readLock(path: string): Promise<Lock> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw wrongUse(`The file ${path} cannot be read.`);
  });
  if (text === undefined) return FIRST;
  const { revision, documents } = parseJson(text, path) as {
    readonly revision?: unknown;
    readonly documents?: unknown;
  };
  if (typeof revision !== 'number' || !Array.isArray(documents)) {
    throw wrongUse(`${path} is no lock file. Delete it, and compare anew.`);
  }
  return { revision, documents: new Map((documents as Document[]).map((each) => [nameOf(each).id, each])) };
}

export function lockText({ revision, documents }: Lock): string {
  return `${JSON.stringify({ revision, documents: [...documents.values()] }, null, 2)}\n`;
}
