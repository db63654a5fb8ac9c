import { finishInSlices } from '@flagstaff/core/storage';
import type { Revision, Snapshot } from '@flagstaff/core/storage';
import { createDocumentCollector } from './document-collector.ts';
import { corrupt } from './errors.ts';
import { HEAD_FIELDS, parseHead } from './layout.ts';

/**
 * Fields per page, two for each document. One reply with everything would keep the server from others, and be held here beside its
 * documents.
 */
const PAGE_FIELDS = 5_000;
/** Attempts to read pages of one revision. Then everything is read in one reply, which no commit can come between. */
const ATTEMPTS = 2;

export interface WholeLoadSettings {
  /** The hash. */
  readonly key: string;
  readonly send: (args: readonly string[]) => Promise<readonly unknown[]>;
  /** Reads the number of fields. */
  readonly countFields: () => Promise<number>;
  readonly readHead: () => Promise<Revision | undefined>;
  /** Reads the whole hash, as a flat list of fields and values. */
  readonly readHash: () => Promise<readonly (string | null)[]>;
}

/** Reads the revision and every document, all of the revision. */
export async function readWhole(settings: WholeLoadSettings): Promise<Snapshot> {
  const { cursor, page } = await scan(settings, '0');
  // One reply is of one moment.
  if (cursor === '0') return snapshotOf(settings.key, page);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = await readPages(settings);
    if (found !== undefined) return found;
  }
  return snapshotOf(settings.key, await settings.readHash());
}

/** Returns the revision of a whole hash. */
export function headOf(key: string, hash: readonly (string | null)[]): Revision | undefined {
  return parseHead(
    HEAD_FIELDS.map((name) => valueOf(hash, name)),
    key,
  );
}

async function snapshotOf(key: string, hash: readonly (string | null)[]): Promise<Snapshot> {
  const revision = headOf(key, hash);
  const collected = createDocumentCollector();
  await finishInSlices(collected.take(hash));
  return { revision, documents: await finishInSlices(collected.finish()) };
}

/**
 * Undefined when a commit came between two pages, or when some are not of the same hash: a cursor means something else on the server
 * that takes over. Then fields are missing, which their number shows.
 */
async function readPages(settings: WholeLoadSettings): Promise<Snapshot | undefined> {
  const { readHead, countFields } = settings;
  const before = await readHead();
  const collected = createDocumentCollector();
  let next = '0';
  do {
    const { cursor, page } = await scan(settings, next);
    await finishInSlices(collected.take(page));
    next = cursor;
  } while (next !== '0');
  const [after, fields] = await Promise.all([readHead(), countFields()]);
  if (before === undefined || before.token !== after?.token || before.epoch !== after.epoch) return undefined;
  if (collected.fields !== fields) return undefined;
  return { revision: before, documents: await finishInSlices(collected.finish()) };
}

async function scan(
  { key, send }: WholeLoadSettings,
  from: string,
): Promise<{ readonly cursor: string; readonly page: readonly (string | null)[] }> {
  const [cursor, page] = await send(['HSCAN', key, from, 'COUNT', String(PAGE_FIELDS)]);
  if (typeof cursor !== 'string' || !Array.isArray(page) || !page.every((item) => typeof item === 'string')) {
    throw corrupt(key, 'returned an unexpected reply');
  }
  return { cursor, page };
}

/** Returns a field of a hash, given as a flat list of fields and values. */
function valueOf(hash: readonly (string | null)[], field: string): string | null {
  for (let i = 0; i + 1 < hash.length; i += 2) if (hash[i] === field) return hash[i + 1] ?? null;
  return null;
}
