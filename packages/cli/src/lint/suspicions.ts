import type { Document, FlagDocument, FlagPatch, Rule, Serve } from '@flagstaff/core';
import type { Steps } from './document-file.ts';
import type { RuleName } from './finding.ts';

/** What is valid, and probably not meant. */
export interface Suspicion {
  readonly rule: RuleName;
  readonly steps: Steps;
  readonly message: string;
}

/** Returns what is suspicious about a valid document at an instant, in milliseconds since 1970. */
export function suspicionsOf(document: Document, now: number): readonly Suspicion[] {
  if (document.kind !== 'flag') return [];
  return patchesOf(document).flatMap(({ patch, steps }) =>
    [
      ...rulesIn(patch),
      ...overridesIn(patch, now),
      ...scheduleIn(patch, now),
      ...splitIn(patch.default, ['default']),
    ].map((suspicion) => ({ ...suspicion, steps: [...steps, ...suspicion.steps] })),
  );
}

interface Placed {
  readonly patch: FlagPatch;
  readonly steps: Steps;
}

/** Returns everything of a flag that has rules: itself, its environments, and their scheduled changes. */
function patchesOf(flag: FlagDocument): readonly Placed[] {
  const patches: Placed[] = [
    { patch: flag, steps: [] },
    ...Object.entries(flag.environments ?? {}).map(([key, patch]) => ({ patch, steps: ['environments', key] })),
  ];
  return patches.flatMap(({ patch, steps }) => [
    { patch, steps },
    ...(patch.schedule ?? []).map(({ set }, index) => ({ patch: set, steps: [...steps, 'schedule', index, 'set'] })),
  ]);
}

function rulesIn({ rules = [] }: FlagPatch): readonly Suspicion[] {
  const last = rules.findIndex(takesEverySubject);
  return rules.flatMap((rule, index) => {
    if (rule.enabled === false) return [];
    const found = [...rolloutIn(rule), ...splitIn(rule.serve, ['serve'])].map((suspicion) => ({
      ...suspicion,
      steps: ['rules', index, ...suspicion.steps],
    }));
    if (last === -1 || index <= last) return found;
    const message = `is never reached: rules[${last}] has no conditions and no rollout`;
    return [{ rule: 'unreachable-rule', steps: ['rules', index], message }, ...found];
  });
}

function takesEverySubject({ enabled, when = [], namespace, rollout }: Rule): boolean {
  const isUnconditional = Array.isArray(when) && when.length === 0;
  return enabled !== false && isUnconditional && namespace === undefined && rollout === undefined;
}

function rolloutIn({ rollout }: Rule): readonly Suspicion[] {
  if (rollout === undefined || rollout.ramp !== undefined) return [];
  const steps = ['rollout', 'percentage'];
  if (rollout.percentage === 0) {
    return [{ rule: 'empty-rollout', steps, message: 'includes no subject; switch the rule off or remove it' }];
  }
  if (rollout.percentage !== 100) return [];
  return [{ rule: 'full-rollout', steps, message: 'includes every subject; remove the rollout' }];
}

function splitIn(serve: Serve | undefined, steps: Steps): readonly Suspicion[] {
  if (typeof serve !== 'object') return [];
  return Object.entries(serve.split)
    .filter(([, weight]) => weight === 0)
    .map(([variant]) => ({
      rule: 'zero-weight',
      steps: [...steps, 'split', variant],
      message: 'has the weight 0, so no subject is served it; remove it',
    }));
}

function overridesIn({ overrides = [] }: FlagPatch, now: number): readonly Suspicion[] {
  return overrides.flatMap(({ expires }, index) =>
    expires === undefined || !isPast(expires, now)
      ? []
      : [
          {
            rule: 'expired-override',
            steps: ['overrides', index, 'expires'],
            message: 'has expired; remove the override',
          },
        ],
  );
}

function scheduleIn({ schedule = [] }: FlagPatch, now: number): readonly Suspicion[] {
  return schedule.flatMap(({ at }, index) =>
    isPast(at, now)
      ? [
          {
            rule: 'past-schedule',
            steps: ['schedule', index, 'at'],
            message: 'is past; move the change into the flag and remove the entry',
          },
        ]
      : [],
  );
}

/** The text is a valid RFC 3339 date-time or date, of which `Date.parse` reads all. */
function isPast(text: string, now: number): boolean {
  return Date.parse(text) <= now;
}
