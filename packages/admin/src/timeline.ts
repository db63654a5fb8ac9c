// Docs: docs/admin-api.md, "Schedules"
import type { FlagChange, FlagDocument } from '@flagstaff/core';
import { documentDifferences, effectiveFlag, rolloutPercentage } from '@flagstaff/core/management';
import type { DocumentDifference } from '@flagstaff/core/management';
import type { Documents, StoredFlag } from './documents.ts';

/** A flag from an instant on. */
export interface TimelineEntry {
  /** RFC 3339. */
  readonly at: string;
  /** The flag as it is then, without the schedule and expired overrides. */
  readonly document: FlagDocument;
  /** What differs from the entry before. */
  readonly fields: readonly DocumentDifference[];
  /** The percentages of rules with a ramp. A linear ramp moves on to the one of the next entry. */
  readonly rollouts: readonly { readonly rule: number; readonly percentage: number }[];
}

export interface TimelineQuery {
  readonly documents: Documents;
  readonly environment: string | undefined;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** Maximum number of entries. */
const MAX_ENTRIES = 500;

/** Returns a flag at the start, and at each instant at which dates change it. Windows of time conditions are not dates of the flag. */
export function timelineOf(flag: StoredFlag, { documents, environment, from, to }: TimelineQuery): TimelineEntry[] {
  const dates = datesIn(flag).filter((at) => at > from && at <= to);
  const entries: TimelineEntry[] = [];
  let before: { readonly document: FlagDocument; readonly rollouts: string } | undefined;
  for (const at of [from, ...new Set(dates.sort((one, other) => one - other))]) {
    if (entries.length === MAX_ENTRIES) break;
    const found = effectiveFlag(flag, { documents: documents.byId, environment, at: new Date(at) });
    if (found === undefined) break;
    const document = shownAt(found.document, at);
    const rollouts = rolloutsAt(document, at);
    const fields = before === undefined ? [] : documentDifferences(before.document, document);
    const text = JSON.stringify(rollouts);
    if (before !== undefined && fields.length === 0 && text === before.rollouts) continue;
    before = { document, rollouts: text };
    entries.push({ at: new Date(at).toISOString(), document, fields, rollouts });
  }
  return entries;
}

function shownAt({ schedule: _, environments: __, overrides = [], ...flag }: FlagDocument, at: number): FlagDocument {
  const left = overrides.filter(({ expires }) => expires === undefined || Date.parse(expires) > at);
  return left.length === 0 ? flag : { ...flag, overrides: left };
}

function rolloutsAt({ rules = [] }: FlagDocument, at: number): TimelineEntry['rollouts'] {
  return rules.flatMap(({ rollout }, rule) =>
    rollout?.ramp === undefined ? [] : [{ rule, percentage: rolloutPercentage(rollout, new Date(at)) }],
  );
}

/** Returns every date of a flag: of its schedule, its ramps and its overrides, in its patches too. */
function datesIn(flag: FlagDocument): number[] {
  const patches = Object.values(flag.environments ?? {});
  return [flag, ...patches].flatMap((each) => [
    ...datesOf(each),
    ...(each.schedule ?? []).flatMap(({ at, set }) => [Date.parse(at), ...datesOf(set)]),
  ]);
}

function datesOf({ rules = [], overrides = [] }: FlagChange): number[] {
  return [
    ...rules.flatMap(({ rollout }) => (rollout?.ramp ?? []).map(({ at }) => Date.parse(at))),
    ...overrides.flatMap(({ expires }) => (expires === undefined ? [] : [Date.parse(expires)])),
  ];
}
