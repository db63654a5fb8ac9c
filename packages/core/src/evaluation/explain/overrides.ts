import type { Outcome } from '../compile/outcome.ts';
import { lookUp } from '../compile/overrides.ts';
import type { AttributeOverrides, CompiledOverride, OverrideTable } from '../compile/overrides.ts';
import { bucketingValue } from '../../targeting/bucket.ts';
import type { ExplainedOverride } from './explanation.ts';
import { lookUpAttribute } from './walk.ts';
import type { Walk } from './walk.ts';

/** Maximum number of attributes to list. There may be many overrides, but of few attributes. */
const MAX_ATTRIBUTES = 20;

/** Returns one entry for each attribute checked, in order. */
export function explainOverrides(
  walk: Walk,
  { ranked, others }: OverrideTable,
): { readonly outcome: Outcome | undefined; readonly overrides: readonly ExplainedOverride[] } {
  const found: Found[] = [];
  for (const table of ranked) {
    const one = find(walk, table);
    found.push(one);
    if (one.override !== undefined) return { outcome: one.override.outcome, overrides: list(found, one) };
  }
  const rest = others.map((table) => find(walk, table));
  const first = rest
    .filter(({ override }) => override !== undefined)
    .reduce<Found | undefined>((a, b) => (a && a.override!.position < b.override!.position ? a : b), undefined);
  return { outcome: first?.override?.outcome, overrides: list([...found, ...rest], first) };
}

interface Found {
  readonly override: CompiledOverride | undefined;
  readonly facts: ExplainedOverride;
}

function find(walk: Walk, table: AttributeOverrides): Found {
  const { name } = table.attribute;
  const { value, shown } = lookUpAttribute(walk, name);
  const override = lookUp(table, walk.scope);
  const subject = bucketingValue(value);
  const facts = { attribute: name, ...shown };
  if (override !== undefined)
    return { override, facts: { ...facts, result: 'pinned', serve: override.outcome.variant! } };
  const expired = subject !== undefined && table.bySubject.has(subject);
  return { override, facts: { ...facts, result: expired ? 'expired' : 'none' } };
}

function list(all: readonly Found[], decided: Found | undefined): ExplainedOverride[] {
  return all
    .map((one): ExplainedOverride => (one === decided ? { ...one.facts, result: 'decided' } : one.facts))
    .filter(({ result }, index) => index < MAX_ATTRIBUTES || result === 'decided');
}
