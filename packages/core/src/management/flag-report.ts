// Docs: docs/management.md
import { invalidOptions } from '../model/input.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import { soleVariant } from '../documents/sole-variant.ts';
import type { StoredDocument } from '../model/document.ts';
import type { FlagDocument } from '../model/flag.ts';
import { parseInstant } from '../targeting/instant.ts';
import type { FlagDefinitions } from '../model/definitions.ts';
import type { FlagReport } from './reports.ts';

export interface ReportQuery {
  /** The ruleset of the client's environment. */
  readonly ruleset: Ruleset;
  readonly definitions: FlagDefinitions | undefined;
  readonly now: number;
  /** Days after which a flag that serves every user the same variant counts as settled. */
  readonly settledAfterDays: number;
  readonly wasAsked: (key: string) => boolean;
}

const DAY = 86_400_000;

/**
 * Returns flags that need attention, most of which can be removed.
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 */
export function reportOn({ ruleset, definitions, now, settledAfterDays, wasAsked }: ReportQuery): FlagReport {
  if (!(typeof settledAfterDays === 'number' && settledAfterDays >= 0)) {
    throw invalidOptions('report: `settledAfterDays` must be a number of days, 0 or more.');
  }
  const flags: (StoredDocument & FlagDocument)[] = [];
  ruleset.documents.forEach((document) => {
    if (document.kind === 'flag') flags.push(document);
  });
  const isDefined = (key: string): boolean => definitions === undefined || Object.hasOwn(definitions, key);
  return {
    overdue: flags.flatMap(({ key, removeBy }) =>
      removeBy !== undefined && parseInstant(removeBy)! <= now ? [{ flag: key, removeBy }] : [],
    ),
    settled: flags.flatMap((flag) => {
      const sole = flag.permanent === true ? undefined : soleVariant(flag, now);
      // Bootstrap documents have no time of writing.
      const written = typeof flag.updatedAt === 'string' ? parseInstant(flag.updatedAt) : undefined;
      if (sole === undefined || written === undefined) return [];
      const since = Math.max(written, sole.changed ?? written);
      if (now - since < settledAfterDays * DAY) return [];
      return [{ flag: flag.key, variant: sole.variant, since: new Date(since).toISOString() }];
    }),
    absent: Object.keys(definitions ?? {}).filter((key) => !ruleset.flags.has(key)),
    undefined: flags.map(({ key }) => key).filter((key) => !isDefined(key)),
    unused: flags.map(({ key }) => key).filter((key) => !wasAsked(key)),
  };
}
