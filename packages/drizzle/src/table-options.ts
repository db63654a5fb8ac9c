import { readOptions } from '@flagstaff/core/storage';
import { parseIdentifier } from './options.ts';

/** Where tables are to be. */
export interface TableOptions {
  /** What their names begin with: as `tablePrefix` of `drizzleStorage`. Default `flagstaff_`. */
  readonly prefix?: string;
}

/** The prefix, known to be safe. Throws `INVALID_OPTIONS`. */
export function prefixOf(options: TableOptions): string {
  const { prefix = 'flagstaff_' } = readOptions('flagstaffTables: the options', options);
  return parseIdentifier('prefix', prefix);
}

/** The tables of a store. */
export interface FlagstaffTables<T> {
  /** One row: where the store is. */
  readonly meta: T;
  /** One row for each document, also for those that were deleted: their versions go on. */
  readonly documents: T;
  /** One row for each commit, with what it changed. */
  readonly log: T;
  /** One row for each stored member of a segment. */
  readonly members: T;
}
