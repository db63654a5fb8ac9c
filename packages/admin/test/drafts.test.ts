// The page explains a draft with the engine that the server has: both must say the same. Docs: docs/design/admin-page.md
import { createFlagstaff, isFlagstaffError } from '@flagstaff/core';
import type { Condition, Document, EvaluationContext, FlagDocument, Rule, When } from '@flagstaff/core';
import type { Explanation } from '@flagstaff/core/explain';
import { admin } from '@flagstaff/admin';
import { count, loadCases } from '@flagstaff/spec';
import { describe, expect, it } from 'vitest';
import { nextFirings } from '../ui/engine/cron.ts';
import { explainDraft, holdsFor } from '../ui/engine/engine.ts';
import type { Asked } from '../ui/engine/engine.ts';

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
