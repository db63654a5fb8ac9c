// Docs: docs/admin.md, "States"
import type { FlagDocument, FlagStatus, Serve } from '@flagstaff/core';
import { effectiveFlag } from '@flagstaff/core/management';
import type { EffectiveFlag } from '@flagstaff/core/management';
import type { Documents, StoredFlag } from './documents.ts';
import type { FlagState } from './flag-states.ts';

/** A flag in one environment, for lists. */
export interface FlagCell {
  /** The flag in one word. */
  readonly state: FlagState;
  /** The status, defaults included. */
  readonly status: FlagStatus;
  /** What is served when no rule matches. Null when the document says nothing. */
  readonly default: Serve | null;
  /** The variant that every user is served. Null when it depends. */
  readonly soleVariant: string | null;
  /** The percentage of all users that the only rule includes. Null with several rules, conditions or a ramp. */
  readonly rollout: number | null;
  /** The number of rules. */
  readonly rules: number;
  /** The number of overrides. */
  readonly overrides: number;
  /** Pending scheduled changes. */
  readonly scheduled: number;
  /** Whether the environment has a patch of its own. */
  readonly patched: boolean;
}

const DAY = 86_400_000;
const NEW_DAYS = 7;
const SETTLED_DAYS = 30;

export interface CellOptions {
  readonly documents: Documents;
  readonly rejected: ReadonlySet<string>;
  readonly at: Date;
}

/** Returns a flag in an environment. Undefined when there is no such environment. */
export function cellOf(flag: StoredFlag, environment: string | undefined, options: CellOptions): FlagCell | undefined {
  const { documents, rejected, at } = options;
  if (rejected.has(`flag:${flag.key}`)) return BROKEN;
  const effective = effectiveFlag(flag, { documents: documents.byId, environment, at });
  if (effective === undefined) return undefined;
  const { document, status, default: fallback = null, soleVariant = null } = effective;
  return {
    state: stateOf(flag, effective, at),
    status,
    default: fallback,
    soleVariant,
    rollout: rolloutOf(document),
    rules: document.rules?.length ?? 0,
    overrides: document.overrides?.length ?? 0,
    scheduled: document.schedule?.length ?? 0,
    patched: environment !== undefined && Object.hasOwn(flag.environments ?? {}, environment),
  };
}

const BROKEN: FlagCell = {
  state: 'broken',
  status: 'active',
  default: null,
  soleVariant: null,
  rollout: null,
  rules: 0,
  overrides: 0,
  scheduled: 0,
  patched: false,
};

function rolloutOf({ rules = [] }: FlagDocument): number | null {
  const [only, ...others] = rules;
  if (only === undefined || others.length > 0 || only.namespace !== undefined) return null;
  const { when = [], rollout } = only;
  const hasConditions = !Array.isArray(when) || when.length > 0;
  return hasConditions || rollout?.ramp !== undefined ? null : (rollout?.percentage ?? null);
}

function stateOf(flag: StoredFlag, { status, soleVariant }: EffectiveFlag, at: Date): FlagState {
  const now = at.getTime();
  if (status === 'archived') return 'archived';
  if (flag.removeBy !== undefined && Date.parse(flag.removeBy) <= now) return 'overdue';
  if (now - Date.parse(flag.createdAt) < NEW_DAYS * DAY) return 'new';
  return soleVariant !== undefined && now - Date.parse(flag.updatedAt) >= SETTLED_DAYS * DAY ? 'settled' : 'active';
}

/** Returns a flag in every environment, and unpatched as `*`. */
export function cellsOf(flag: StoredFlag, options: CellOptions): { readonly [environment: string]: FlagCell } {
  const cells: { [environment: string]: FlagCell } = { '*': cellOf(flag, undefined, options)! };
  for (const { key } of options.documents.of('environment')) {
    const cell = cellOf(flag, key, options);
    // An environment may be named like a member of objects.
    if (cell !== undefined) Object.defineProperty(cells, key, { value: cell, enumerable: true });
  }
  return cells;
}
