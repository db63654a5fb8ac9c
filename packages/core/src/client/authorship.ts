import { FlagstaffError } from '../model/error.ts';
import type { Authorship, WriteOptions } from '../storage/port.ts';

/** The condition among the options of a write. Throws `INVALID_OPTIONS`. */
export function conditionOf({ ifVersion }: Pick<WriteOptions, 'ifVersion'>): Pick<WriteOptions, 'ifVersion'> {
  if (ifVersion === undefined) return {};
  if (Number.isSafeInteger(ifVersion) && ifVersion >= 0) return { ifVersion };
  throw new FlagstaffError(
    'INVALID_OPTIONS',
    `ifVersion must be a version, or 0 to create; it is ${String(ifVersion)}.`,
  );
}

/** Who writes and why, among the options of a write. */
export function authorOf({ actor, comment }: Authorship): Authorship {
  return { ...(actor === undefined ? {} : { actor }), ...(comment === undefined ? {} : { comment }) };
}
