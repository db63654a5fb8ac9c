import { readOptions } from '@flagstaff/core/storage';
import type { OptionNames } from '@flagstaff/core/storage';
import { parseIdentifier } from './options.ts';

/** The names of the tables. */
export interface TableOptions {
  /** The prefix of table names, as `tablePrefix` of `drizzleStorage`. Defaults to `flagstaff_`. */
  readonly prefix?: string;
}

/** Validates the prefix. @throws {FlagstaffError} INVALID_OPTIONS when it is not an identifier. */
export function prefixOf<T extends TableOptions>(options: T, names: OptionNames<T>): string {
  const { prefix = 'flagstaff_' } = readOptions('flagstaffTables: the options', options, names);
  return parseIdentifier('prefix', prefix);
}

/** The tables of a store. */
export interface FlagstaffTables<T> {
  /** One row with the revision. */
  readonly meta: T;
  /** One row per document, including deleted ones, whose versions continue. */
  readonly documents: T;
  /** One row per commit, with its changes. */
  readonly log: T;
  /** One row per stored member of a segment. */
  readonly members: T;
}
