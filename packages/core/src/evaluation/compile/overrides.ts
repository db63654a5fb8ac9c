import type { Override } from '../../model/flag.ts';
import { parseAttribute, readAttribute } from '../../targeting/attribute.ts';
import type { Attribute } from '../../targeting/attribute.ts';
import { bucketingValue } from '../../targeting/bucket.ts';
import { parseInstant } from '../../targeting/instant.ts';
import { filterOf, mayHave } from '../../targeting/name-filter.ts';
import type { NameFilter } from '../../targeting/name-filter.ts';
import type { EvaluationContext } from '../../model/context.ts';
import type { Outcome, Outcomes } from './outcome.ts';

export interface CompiledOverride {
  readonly outcome: Outcome;
  /** Milliseconds since 1970 from which the override is ignored. */
  readonly expires: number;
  /** Index in the document. */
  readonly position: number;
  /** The override that applies to the same subject once this one has expired. */
  next: CompiledOverride | undefined;
}

export interface AttributeOverrides {
  readonly attribute: Attribute;
  readonly bySubject: Map<string, CompiledOverride>;
  /** Rejects most subjects without an override. Undefined when there are so few that a lookup is as fast. */
  readonly filter: NameFilter | undefined;
}

/**
 * Minimum number of subjects for a filter. A smaller map fits the processor's cache. Without a filter, a check takes 3 times as
 * long at 30,000 overrides: `npm run bench:compare -- without name-filter overrides`.
 */
const MIN_FILTERED = 10_000;

/** A flag's overrides by subject. Their number does not affect the cost of a check. */
export interface OverrideTable {
  /** Tried in order: the first that has the subject wins. */
  readonly ranked: readonly AttributeOverrides[];
  /** Tried together: the first in the document wins. */
  readonly others: readonly AttributeOverrides[];
}

/**
 * The context and the time in milliseconds since 1970. One object, because a number of that size is allocated when passed alone.
 */
interface Occasion {
  readonly context: EvaluationContext;
  readonly now: number;
}

const RANKED_ATTRIBUTES = ['userId', 'organizationId', 'tenantId', 'targetingKey'];

export function compileOverrides(
  overrides: readonly Override[] | undefined,
  outcomes: Outcomes,
): OverrideTable | undefined {
  if (overrides === undefined || overrides.length === 0) return undefined;
  const byAttribute = new Map<string, Omit<AttributeOverrides, 'filter'>>();
  // Backwards, so that each subject's chain starts with the first override in the document.
  for (let position = overrides.length - 1; position >= 0; position--) {
    const { attribute, value, serve, expires } = overrides[position]!;
    let table = byAttribute.get(attribute);
    if (table === undefined)
      byAttribute.set(attribute, (table = { attribute: parseAttribute(attribute), bySubject: new Map() }));
    const subject = String(value);
    table.bySubject.set(subject, {
      outcome: outcomes.of(serve, 'OVERRIDE'),
      expires: expires === undefined ? Number.POSITIVE_INFINITY : parseInstant(expires)!,
      position,
      next: table.bySubject.get(subject),
    });
  }
  const tables = new Map([...byAttribute].map(([name, table]) => [name, withFilter(table)]));
  return {
    ranked: RANKED_ATTRIBUTES.flatMap((name) => tables.get(name) ?? []),
    others: [...tables.values()].filter(({ attribute }) => !RANKED_ATTRIBUTES.includes(attribute.name)),
  };
}

function withFilter({ attribute, bySubject }: Omit<AttributeOverrides, 'filter'>): AttributeOverrides {
  const filter = bySubject.size < MIN_FILTERED ? undefined : filterOf(bySubject.keys(), bySubject.size);
  return { attribute, bySubject, filter };
}

/** Returns the outcome pinned for the context's subject. Undefined when there is none. */
export function findOverride(table: OverrideTable, scope: Occasion): Outcome | undefined {
  const { ranked, others } = table;
  for (let index = 0; index < ranked.length; index++) {
    const found = lookUp(ranked[index]!, scope);
    if (found !== undefined) return found.outcome;
  }
  let first: CompiledOverride | undefined;
  for (let index = 0; index < others.length; index++) {
    const found = lookUp(others[index]!, scope);
    if (found !== undefined && (first === undefined || found.position < first.position)) first = found;
  }
  return first?.outcome;
}

/** Returns the override of one attribute that currently applies to the subject. */
export function lookUp(table: AttributeOverrides, scope: Occasion): CompiledOverride | undefined {
  const { attribute, bySubject, filter } = table;
  const subject = bucketingValue(readAttribute(scope.context, attribute));
  // Most subjects have no override.
  if (subject === undefined || (filter !== undefined && !mayHave(filter, subject))) return undefined;
  let override = bySubject.get(subject);
  while (override !== undefined && override.expires <= scope.now) override = override.next;
  return override;
}
