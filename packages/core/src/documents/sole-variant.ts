// Docs: docs/management.md, "Flags that can go"
import type { FlagDocument, Rollout, Rule, Serve } from '../model/flag.ts';
import { parseInstant } from '../targeting/instant.ts';
import { compileRamp } from '../targeting/ramp.ts';
import { enabledRules } from './enabled-rules.ts';
import { flagAt } from './flag-at.ts';
import { variantsOf } from './variants.ts';

/**
 * Returns the variant that the flag serves every user at an instant, and the last time its document says this changed. Undefined
 * when it depends on the context or on other flags, or when callers' defaults are served. Does not analyze conditions: any
 * condition counts as context-dependent.
 */
export function soleVariant(
  document: FlagDocument,
  now: number,
): { readonly variant: string; readonly changed: number | undefined } | undefined {
  const flag = flagAt(document, now);
  const [variant, ...others] = variantsServed(flag, now);
  if (variant === undefined || others.length > 0) return undefined;
  const past = datesOf(document, flag)
    .map((date) => parseInstant(date)!)
    .filter((instant) => instant <= now);
  const changed = past.reduce<number | undefined>((last, instant) => Math.max(last ?? instant, instant), undefined);
  return { variant, changed };
}

/** Returns the variants that may be served. Undefined stands for the caller's default. */
function variantsServed(flag: FlagDocument, now: number): Set<string | undefined> {
  const { status = 'active', prerequisites = [], overrides = [], holdout, rules = [] } = flag;
  const { off, fallback } = variantsOf(flag);
  if (status !== 'active') return new Set([off]);
  const served = new Set<string | undefined>();
  if (prerequisites.length > 0 || (holdout !== undefined && holdout.percentage > 0)) served.add(off);
  for (const { serve, expires } of overrides) {
    if (expires === undefined || parseInstant(expires)! > now) served.add(serve);
  }
  for (const rule of enabledRules(rules)) {
    const percentage = percentageAt(rule.rollout, now);
    if (percentage === 0) continue;
    addAll(served, rule.serve);
    if (percentage >= 100 && isForAll(rule)) return served;
  }
  addAll(served, fallback);
  return served;
}

function percentageAt(rollout: Rollout | undefined, now: number): number {
  if (rollout === undefined) return 100;
  return compileRamp(rollout)?.(now) ?? rollout.percentage ?? 0;
}

function isForAll({ when = [], namespace }: Rule): boolean {
  return Array.isArray(when) && when.length === 0 && namespace === undefined;
}

function addAll(served: Set<string | undefined>, serve: Serve | undefined): void {
  if (typeof serve !== 'object') served.add(serve);
  else for (const [name, weight] of Object.entries(serve.split)) if (weight > 0) served.add(name);
}

/** Returns the dates on which the flag changes without a write. */
function datesOf({ schedule = [] }: FlagDocument, { rules = [], overrides = [] }: FlagDocument): string[] {
  return [
    ...schedule.map(({ at }) => at),
    ...rules.flatMap(({ rollout }) => rollout?.ramp?.map(({ at }) => at) ?? []),
    ...overrides.flatMap(({ expires }) => expires ?? []),
  ];
}
