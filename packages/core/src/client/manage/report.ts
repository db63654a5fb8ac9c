// Docs: docs/management.md
import { flagAt } from '../../evaluation/flag-at.ts';
import type { Ruleset } from '../../evaluation/ruleset.ts';
import { variantsOf } from '../../evaluation/variants.ts';
import type { StoredDocument } from '../../model/document.ts';
import type { FlagDocument } from '../../model/flag.ts';
import { parseInstant } from '../../targeting/instant.ts';
import type { FlagDefinitions } from '../definitions.ts';
import type { FlagReport } from './manage-types.ts';

export interface ReportQuery {
  /** As the client's environment has it. */
  readonly ruleset: Ruleset;
  readonly definitions: FlagDefinitions | undefined;
  readonly now: number;
  /** Days after which a flag that serves everybody the same counts as settled. */
  readonly settledAfterDays: number;
  readonly wasAsked: (key: string) => boolean;
}

const DAY = 86_400_000;

/** Flags that somebody should look at: most of them can go. */
export function reportOn({ ruleset, definitions, now, settledAfterDays, wasAsked }: ReportQuery): FlagReport {
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
      const variant = soleVariant(flagAt(flag, now));
      const changed = lastChange(flag, now);
      if (variant === undefined || changed === undefined || now - changed < settledAfterDays * DAY) return [];
      return [{ flag: flag.key, variant, since: new Date(changed).toISOString() }];
    }),
    absent: Object.keys(definitions ?? {}).filter((key) => !ruleset.flags.has(key)),
    undefined: flags.map(({ key }) => key).filter((key) => !isDefined(key)),
    unused: flags.map(({ key }) => key).filter((key) => !wasAsked(key)),
  };
}

/** The variant that everybody gets; undefined: it depends. */
function soleVariant(flag: FlagDocument): string | undefined {
  const { off, fallback } = variantsOf(flag);
  if ((flag.status ?? 'active') !== 'active') return off;
  const { rules = [], overrides = [], prerequisites = [], holdout } = flag;
  const depends = rules.length + overrides.length + prerequisites.length > 0 || holdout !== undefined;
  return depends || typeof fallback !== 'string' ? undefined : fallback;
}

/** When somebody, or its schedule, last changed the flag; undefined: not known, as of bootstrap documents. */
function lastChange({ updatedAt, schedule = [] }: StoredDocument & FlagDocument, now: number): number | undefined {
  const written = typeof updatedAt === 'string' ? parseInstant(updatedAt) : undefined;
  if (written === undefined) return undefined;
  return schedule.reduce((latest, { at }) => {
    const instant = parseInstant(at)!;
    return instant <= now && instant > latest ? instant : latest;
  }, written);
}
