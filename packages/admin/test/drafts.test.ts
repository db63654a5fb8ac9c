// The page explains a draft with the engine that the server has: both must say the same. Docs: docs/design/admin-page.md
import { createFlagstaff, isFlagstaffError } from '@flagstaff/core';
import type { Condition, Document, EvaluationContext, FlagDocument, Rule, When } from '@flagstaff/core';
import type { Explanation } from '@flagstaff/core/explain';
import { admin } from '@flagstaff/admin';
import { count, loadCases } from '@flagstaff/spec';
import { describe, expect, it } from 'vitest';
import { changedFields } from '../src/changed-fields.ts';
import { nextFirings } from '../ui/engine/cron.ts';
import { explainDraft, holdsFor } from '../ui/engine/engine.ts';
import type { Asked } from '../ui/engine/engine.ts';
import { differencesOfDate, withDate } from '../ui/screens/flag/model/dated.ts';
import { moveWeight, sumOf } from '../ui/screens/flag/rules/share-rest.ts';

const DRAFTS = count(40, 1_000);

/** A flag that someone edits, and what one user gets from it. */
interface Case {
  readonly draft: FlagDocument;
  readonly others: readonly Document[];
  readonly context: EvaluationContext;
  readonly asked: Asked;
}

/** Every case of the specification: all operators, rollouts, ramps, segments and environments. */
const CASES: readonly Case[] = loadCases().flatMap(({ documents: shared, cases }) =>
  cases.flatMap(({ documents = shared, flag, context, environment, now }): readonly Case[] => {
    const all = documents as readonly Document[];
    const draft = all.find((each): each is FlagDocument => each.kind === 'flag' && each.key === flag);
    if (draft === undefined || !isObject(context)) return [];
    const at = now === undefined ? new Date('2026-06-01T12:00:00Z') : new Date(now);
    return [{ draft, others: all.filter((each) => each !== draft), context, asked: { environment, at } }];
  }),
);

function isObject(value: unknown): value is EvaluationContext {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Draws from a seed: the same edits on every machine. @see Lehmer's generator */
function createDraw(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
}

/** Edits a flag at random: the order, the conditions, the shares and the switches of its rules. */
function edited(flag: FlagDocument, draw: (limit: number) => number): FlagDocument {
  const { rules } = flag;
  if (!Array.isArray(rules)) return flag;
  const changed = (rules as readonly Rule[]).map((rule): Rule => {
    const enabled = draw(8) === 0 ? { enabled: false } : {};
    const rollout = draw(3) === 0 ? { rollout: { ...rule.rollout, percentage: draw(1_001) / 10 } } : {};
    return { ...rule, ...enabled, ...rollout, ...(draw(2) === 0 ? { when: nested(rule.when, draw(3)) } : {}) };
  });
  return { ...flag, rules: draw(2) === 0 ? changed : changed.toReversed() };
}

function nested(when: When = [], kind: number): When {
  const list = (Array.isArray(when) ? when : [when]) as readonly Condition[];
  if (kind === 0) return [{ not: { not: { all: list } } }];
  return kind === 1 ? [{ any: [{ all: list }] }] : [{ not: { all: list } }];
}

/** Saves a draft, and asks the API to explain it. Undefined when it cannot be saved. */
async function explainSaved({ draft, others, context, asked }: Case): Promise<Explanation | undefined> {
  try {
    await using flagstaff = createFlagstaff({ bootstrap: [...others, draft] });
    flagstaff.on('error', () => undefined);
    await flagstaff.ready();
    const handler = admin(flagstaff, { authorize: () => ({ actor: 'ada', roles: 'admin' }), ui: false });
    const { environment, at } = asked;
    const body = { flag: draft.key, context, at, ...(environment === undefined ? {} : { environment }) };
    const response = await handler(
      new Request('http://flags.example/api/v1/explain', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    );
    const answer = (await response.json()) as Explanation;
    expect(response.status, JSON.stringify(answer)).toBe(200);
    return answer;
  } catch (error) {
    if (isFlagstaffError(error)) return undefined;
    throw error;
  }
}

/** What both must say alike. Revisions differ: those of the page are its own. */
const comparable = (explanation: Explanation | undefined): object | undefined =>
  explanation && {
    details: explanation.details,
    steps: explanation.steps,
    at: explanation.at,
    environment: explanation.environment,
  };

describe('a cron expression', () => {
  it.each([
    ['0 10 * * 6#1', 'Europe/Paris'],
    ['30 2 * * *', 'America/New_York'],
    ['0 0 29 2 *', 'UTC'],
    ['*/20 59 23 31 12 *', 'Asia/Kolkata'],
  ])('%s in %s fires next when its condition begins to hold', async (cron, timezone) => {
    const firings = nextFirings(cron, timezone, { after: new Date('2026-10-20T00:00:00Z'), most: 5 })!;
    expect(firings).toHaveLength(5);
    const condition: Condition = { time: { cron, timezone, duration: 'PT1S' } };
    for (const at of firings) {
      expect(await holdsFor(condition, {}, at)).toBe(true);
      expect(await holdsFor(condition, {}, new Date(at.getTime() - 1))).toBe(false);
    }
    expect(nextFirings('61 * * * *', timezone, { after: new Date(), most: 1 })).toBeUndefined();
  });
});

describe('a random draft', () => {
  it('is explained by the page as the API explains it once it is saved', async () => {
    expect(CASES.length).toBeGreaterThan(500);
    const draw = createDraw(7);
    let explained = 0;
    for (let index = 0; index < DRAFTS; index++) {
      const base = CASES[draw(CASES.length)]!;
      const draft = { ...base, draft: edited(base.draft, draw) };
      const inPage = await explainDraft(draft.draft, draft.others, draft.context, draft.asked);
      expect(comparable(inPage), JSON.stringify(draft)).toEqual(comparable(await explainSaved(draft)));
      if (inPage !== undefined) explained++;
    }
    // A draft that cannot be saved has no explanation. Most can.
    expect(explained).toBeGreaterThan(DRAFTS * 0.7);
  });
});

describe('a draft that is saved for a date', () => {
  const AT = '2031-05-01T09:30:00Z';
  const environments = [
    { key: 'development', protected: false },
    { key: 'staging', parent: 'production', protected: false },
    { key: 'production', protected: true },
  ] as unknown as Parameters<typeof withDate>[3];
  const flag = { kind: 'flag', key: 'f', type: 'boolean', default: 'off' } as const satisfies FlagDocument;
  const later = { at: '2031-01-01T00:00:00Z', set: { status: 'inactive' } } as const;

  it.each<
    readonly [title: string, base: FlagDocument, draft: FlagDocument, dated: object, differences: readonly string[]]
  >([
    ['adds a change', flag, { ...flag, default: 'on' }, { schedule: [{ at: AT, set: { default: 'on' } }] }, []],
    [
      'adds one change for each place, parents first',
      flag,
      {
        ...flag,
        default: 'on',
        environments: { staging: { status: 'inactive' }, production: { rules: [], off: 'on' } },
      },
      {
        schedule: [{ at: AT, set: { default: 'on' } }],
        environments: {
          production: {
            schedule: [
              { at: AT, set: { default: 'on' } },
              { at: AT, set: { rules: [], off: 'on' } },
            ],
          },
          staging: {
            schedule: [
              { at: AT, set: { default: 'on' } },
              { at: AT, set: { rules: [], off: 'on' } },
              { at: AT, set: { status: 'inactive' } },
            ],
          },
        },
      },
      [],
    ],
    [
      'says what an environment loses',
      { ...flag, environments: { development: { default: 'off' } } },
      { ...flag, default: 'on', environments: { development: { default: 'off' } } },
      { schedule: [{ at: AT, set: { default: 'on' } }], environments: { development: { default: 'off' } } },
      ['Default in development is replaced too, although development has its own.'],
    ],
    [
      'says which environments it does not reach',
      { ...flag, environments: { production: { schedule: [later] } } },
      { ...flag, default: 'on', environments: { production: { schedule: [later] } } },
      { schedule: [{ at: AT, set: { default: 'on' } }], environments: { production: { schedule: [later] } } },
      [
        'Default in staging stays: production has dated changes of its own.',
        'Default in production stays: production has dated changes of its own.',
      ],
    ],
  ])('%s', (_, base, draft, expected, differences) => {
    const changes = changedFields(base, draft);
    const dated = withDate(base, changes, AT, environments);
    expect(dated).toEqual({ ...flag, ...expected });
    expect(differencesOfDate({ base, draft, dated }, changes, AT, environments)).toEqual(differences);
  });
});

describe('a split that is edited', () => {
  it.each([
    {
      title: 'scales the others',
      weights: { a: 50, b: 25, c: 25 },
      name: 'a',
      to: 60,
      locked: [],
      moved: { a: 60, b: 20, c: 20 },
    },
    {
      title: 'leaves a locked one',
      weights: { a: 50, b: 25, c: 25 },
      name: 'a',
      to: 60,
      locked: ['b'],
      moved: { a: 60, b: 25, c: 15 },
    },
    {
      title: 'stops where locked ones begin',
      weights: { a: 50, b: 25, c: 25 },
      name: 'a',
      to: 90,
      locked: ['b'],
      moved: { a: 75, b: 25, c: 0 },
    },
    {
      title: 'gives back evenly what was zero',
      weights: { a: 100, b: 0, c: 0 },
      name: 'a',
      to: 40,
      locked: [],
      moved: { a: 40, b: 30, c: 30 },
    },
    {
      title: 'brings a variant in',
      weights: { a: 80, b: 20 },
      name: 'c',
      to: 20,
      locked: ['b'],
      moved: { a: 60, b: 20, c: 20 },
    },
    {
      title: 'moves nothing when all others are locked',
      weights: { a: 50, b: 50 },
      name: 'a',
      to: 80,
      locked: ['b'],
      moved: { a: 50, b: 50 },
    },
    {
      title: 'keeps a small sum',
      weights: { a: 0.3, b: 0.3, c: 0.4 },
      name: 'a',
      to: 0.1,
      locked: [],
      moved: { a: 0.1, b: 0.3857, c: 0.5143 },
    },
    {
      title: 'loses nothing to rounding',
      weights: { a: 33.333, b: 33.333, c: 33.334 },
      name: 'b',
      to: 40,
      locked: ['a'],
      moved: { a: 33.333, b: 40, c: 26.667 },
    },
  ])('$title', ({ weights, name, to, locked, moved }) => {
    const next = moveWeight(weights, name, to, new Set<string>(locked));
    expect(next).toEqual(moved);
    expect(sumOf(next)).toBe(sumOf(weights));
  });
});
