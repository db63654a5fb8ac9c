import { count } from '@flagstaff/spec';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlagDocument, Rule } from '../../model/flag.ts';
import type { Scope } from '../compiled.ts';
import { evaluate } from '../evaluate.ts';
import { UNLOADED, updateRulesetNow } from '../../ruleset/update-ruleset.ts';
import { compileFlag } from './flag.ts';

const value = fc.constantFrom<string | number | boolean>('a', 'b', 'c', '1', 1, 0, -0, true);
const attribute = fc.constantFrom('x', 'x', 'x', 'y', 'z.w', 'targetingKey');
const condition = fc.oneof(
  fc.record({ attribute, operator: fc.constant('eq' as const), value }),
  fc.record({ attribute, operator: fc.constant('in' as const), value: fc.array(value, { maxLength: 3 }) }),
  fc.record({ attribute, operator: fc.constant('ne' as const), value }),
  fc.record({ attribute, operator: fc.constantFrom('gt', 'gte', 'lt', 'lte'), value: fc.constantFrom(-1, 0, 1) }),
);
const variants = { a: 'a', b: 'b', c: 'c', d: 'd' };
const rule: fc.Arbitrary<Rule> = fc.record({
  when: fc.array(condition, { maxLength: 3 }),
  serve: fc.constantFrom('a', 'b', 'c'),
});
const actual = fc.oneof(value, fc.array(value, { maxLength: 2 }), fc.constantFrom(null, undefined, {}));
const context = fc.dictionary(fc.constantFrom('x', 'y', 'z.w', 'userId'), actual);

function answer(rules: readonly Rule[], about: Scope['context']): string | undefined {
  const flag: FlagDocument = { kind: 'flag', key: 'f', type: 'string', variants, default: 'd', rules };
  const { ruleset } = updateRulesetNow(UNLOADED, { revision: undefined, documents: [flag] })!;
  return evaluate({ ruleset, context: about, now: 0, forcedVariants: undefined, members: undefined }, 'f', 'string')
    .variant;
}

const indexOf = (rules: readonly Rule[]): unknown =>
  compileFlag({ kind: 'flag', key: 'f', type: 'string', variants, default: 'd', rules }).ruleIndex;

describe('an index of rules', () => {
  it('finds the same rule as a search without it', () => {
    let indexed = 0;
    fc.assert(
      fc.property(fc.array(rule, { minLength: 4, maxLength: 8 }), fc.array(context), (rules, contexts) => {
        if (indexOf(rules) !== undefined) indexed++;
        for (const about of contexts) {
          // A list of one rule is never indexed, so this tries each rule alone, in order.
          const first = rules.find((one) => answer([one], about) !== 'd');
          expect(answer(rules, about)).toBe(first?.serve ?? 'd');
        }
      }),
      { numRuns: count(150, 400) },
    );
    expect(indexed).toBeGreaterThan(10);
  });

  it('is omitted when it would outgrow the rules', () => {
    const wanting = (values: number): Rule => ({
      when: { attribute: 'x', operator: 'in', value: Array.from({ length: values }, (_, index) => index) },
      serve: 'a',
    });
    const few = Array.from({ length: 10 }, () => wanting(100));
    const many = Array.from({ length: 10 }, () => wanting(2_000));
    expect(indexOf(few)).toBeDefined();
    expect(indexOf(many)).toBeUndefined();
    expect([answer(many, { x: 1_999 }), answer(many, { x: 2_000 })]).toEqual(['a', 'd']);
  });
});
