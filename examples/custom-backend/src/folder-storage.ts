import { checkArguments, documentId, prepareCommit } from '@flagstaff/core/storage';
import type {
  Change,
  DocumentId,
  StoredVersion,
  StorageBackend,
  StoredDocument,
  WriteOptions,
} from '@flagstaff/core/storage';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The content of a file. The version survives deletion: a document that is created again continues from it. */
interface FileContent {
  readonly version: number;
  readonly document: StoredDocument | null;
}

/**
 * A complete storage backend: one JSON file per flag in a folder, for one writing process and any number of reading ones.
 * A client needs only `get`, `set`, `delete` and `list`: it polls and compares.
 */
export function folderStorage(folder: string): StorageBackend {
  let lastWrite: Promise<unknown> = Promise.resolve();

  /** Serializes writes, so that no version is assigned twice. */
  function inTurn<T>(write: () => Promise<T>): Promise<T> {
    const done = lastWrite.then(write);
    lastWrite = done.catch(() => undefined);
    return done;
  }

  /** `prepareCommit` checks `ifVersion`, increments the version and sets the dates, as for every backend. */
  async function write(id: DocumentId, change: Change, { actor }: WriteOptions): Promise<FileContent> {
    const { document, version } = (await read(join(folder, fileNameOf(id)))) ?? { document: null, version: 0 };
    const slot: StoredVersion = { document: document ?? undefined, version };
    const state = { revision: undefined, slots: new Map([[id, slot]]) };
    const after = prepareCommit(state, [change], actor === undefined ? {} : { actor }).changes[0]?.after ?? null;
    const content: FileContent = { version: after?.version ?? version, document: after };
    await replace(folder, fileNameOf(id), JSON.stringify(content, null, 2));
    return content;
  }

  async function get(id: DocumentId): Promise<StoredDocument | undefined> {
    return (await read(join(folder, fileNameOf(id))))?.document ?? undefined;
  }

  // Validates arguments before a method runs.
  return checkArguments({
    name: `folder(${folder})`,
    get,
    set: (document, options = {}) =>
      inTurn(async () => {
        const id = documentId(document);
        await write(id, { type: 'set', document, ...condition(options) }, options);
        return (await get(id))!;
      }),
    delete: (id, options = {}) =>
      inTurn(async () => {
        const exists = (await get(id)) !== undefined;
        if (exists || options.ifVersion !== undefined)
          await write(id, { type: 'delete', id, ...condition(options) }, options);
        return exists;
      }),
    async list() {
      const names = await readdir(folder).catch(whenMissing([]));
      const contents = await Promise.all(
        names.filter((name) => name.endsWith('.json')).map((name) => read(join(folder, name))),
      );
      return contents.flatMap((content) => content?.document ?? []);
    },
  });
}

function condition({ ifVersion }: WriteOptions): { ifVersion?: number } {
  return ifVersion === undefined ? {} : { ifVersion };
}

/** `flag-new-checkout-1c7f9a02.json`: readable, and unique on file systems that ignore case. */
function fileNameOf(id: DocumentId): string {
  const readable = id.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 60);
  return `${readable}-${createHash('sha256').update(id).digest('hex').slice(0, 16)}.json`;
}

async function read(path: string): Promise<FileContent | undefined> {
  const text = await readFile(path, 'utf8').catch(whenMissing(undefined));
  return text === undefined ? undefined : (JSON.parse(text) as FileContent);
}

/** Replaces a file atomically: readers see the old content or the new. */
async function replace(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `${randomUUID()}.draft`);
  await writeFile(draft, text);
  await rename(draft, join(folder, name));
}

function whenMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
}
