import { finishNow } from '../timing/steps.ts';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkAllReferences } from './check-all-references.ts';
import type { CheckedDocuments } from './check-all-references.ts';
import { checkChangedReferences } from './check-changed-references.ts';
import { readInput } from './read-input.ts';
import { settleRuleset, UNLOADED, updateRulesetNow } from './update-ruleset.ts';
import type { Ruleset } from './update-ruleset.ts';

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f'];
const key = fc.constantFrom(...KEYS);
const flag = fc.record({
  kind: fc.constant('flag' as const),
  key,
  version: fc.nat(),
  prerequisites: fc.array(fc.record({ flag: key, variants: fc.constant(['on']) }), { maxLength: 2 }),
  rules: fc.array(fc.record({ when: fc.record({ segment: key }), serve: fc.constant('on') }), { maxLength: 2 }),
});
const segment = fc.record({
  kind: fc.constant('segment' as const),
  key,
  version: fc.nat(),
  when: fc.array(fc.record({ segment: key }), { maxLength: 1 }),
});
const change = fc.oneof(
  flag.map((document) => ({ id: `flag:${document.key}` as const, document: { type: 'boolean', ...document } })),
  segment.map((document) => ({ id: `segment:${document.key}` as const, document })),
  fc.record({ id: key.map((name) => `flag:${name}` as const), document: fc.constant(null) }),
  // Cannot be parsed.
  key.map((name) => ({ id: `flag:${name}` as const, document: { kind: 'flag', key: name, type: 'other' } })),
);

it('checking only what changed gives the same result as checking everything', () => {
  let alone = 0;
  let besideInvalid = 0;
  fc.assert(
    fc.property(fc.array(fc.array(change, { minLength: 1, maxLength: 2 }), { maxLength: 12 }), (commits) => {
      const documents = KEYS.flatMap((name) => [
        { kind: 'flag', key: name, type: 'boolean' },
        { kind: 'segment', key: name },
      ]);
      let ruleset: Ruleset = updateRulesetNow(UNLOADED, { revision: undefined, documents })!.ruleset;
      for (const changes of commits) {
        const input = { revision: undefined, changes };
        const read = finishNow(readInput(ruleset, input));
        const whole = finishNow(checkAllReferences(ruleset.state, read));
        const linked = checkChangedReferences(ruleset, read);
        if (linked !== undefined) alone++;
        if (linked !== undefined && ruleset.rejected.size > 0) besideInvalid++;
        expect(plain(linked ?? whole)).toEqual(plain(whole));
        const update = updateRulesetNow(ruleset, input)!;
        for (const [id, { parseFailure }] of whole.fallbacks) {
          const issues = parseFailure?.issues ?? whole.faults.get(id);
          expect(update.ruleset.rejected.get(id)?.issues).toEqual(issues);
        }
        // Documents refer to so few others that several broken ones would leave none alone.
        if (update.ruleset.rejected.size > 2) continue;
        settleRuleset(update.ruleset);
        ruleset = update.ruleset;
      }
    }),
  );
  expect(alone).toBeGreaterThan(50);
  expect(besideInvalid).toBeGreaterThan(20);
});

function plain({ nodes, referrers, fallbacks }: CheckedDocuments): unknown[] {
  return [new Map(nodes), new Map(referrers), fallbacks];
}
