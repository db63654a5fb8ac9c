import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainJson } from '../is-plain-json.ts';
import { parseFieldByField } from '../parse-document.ts';
import { fastPathCost, stepsIn, workIn } from './fast-path.ts';

const odd = fc.constantFrom<unknown>(
  undefined,
  null,
  '',
  'on',
  'off',
  'red',
  'toString',
  '\ud800',
  -1,
  -0,
  1,
  101,
  Number.NaN,
  true,
  [],
  {},
  { split: {} },
);
const usually = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 60, arbitrary }, { weight: 1, arbitrary: odd });
const record = (
  fields: Record<string, fc.Arbitrary<unknown>>,
  requiredKeys = Object.keys(fields),
): fc.Arbitrary<object> => fc.record(fields, { requiredKeys, noNullPrototype: true });
const name = fc.constantFrom('on', 'off', 'red', 'blue');
const serve = fc.oneof(
  name,
  record({ split: fc.dictionary(name, usually(fc.nat(50)), { maxKeys: 3, noNullPrototype: true }) }),
);
const scalar = fc.oneof(fc.constantFrom('a', 'b'), fc.integer(), fc.boolean());
const comparison = fc.oneof(
  record({ operator: fc.constantFrom('eq', 'ne', 'contains'), value: usually(scalar) }),
  record({ operator: fc.constantFrom('gt', 'lte'), value: usually(fc.integer()) }),
  record({ operator: fc.constantFrom('in', 'not_in'), value: usually(fc.array(usually(scalar), { maxLength: 3 })) }),
  record({
    operator: fc.constantFrom('starts_with', 'exists', 'matches', 'modulo', 'in_cidr'),
    value: usually(scalar),
  }),
);
const condition = fc
  .tuple(usually(fc.constantFrom('plan', 'user.age')), comparison)
  .map(([attribute, rest]) => ({ attribute, ...rest }));
const rule = record(
  {
    name: usually(fc.string({ maxLength: 5 })),
    when: usually(fc.oneof(condition, fc.array(usually(condition), { maxLength: 3 }), fc.constant({ segment: 's' }))),
    rollout: usually(record({ percentage: usually(fc.integer({ min: 0, max: 100 })) })),
    serve: usually(serve),
  },
  ['serve'],
);
const flag = record(
  {
    kind: usually(fc.constant('flag')),
    key: usually(fc.constantFrom('a', 'b.c')),
    type: usually(fc.constantFrom('boolean', 'string', 'number', 'object')),
    variants: usually(
      fc.dictionary(name, usually(fc.oneof(fc.string(), fc.integer(), fc.boolean())), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
    off: usually(name),
    default: usually(serve),
    status: usually(fc.constantFrom('active', 'inactive', 'archived')),
    rules: usually(fc.array(usually(rule), { maxLength: 3 })),
    clientSide: usually(fc.boolean()),
    owner: usually(fc.string({ maxLength: 5 })),
    version: usually(fc.nat()),
    updatedAt: usually(fc.constant('2026-12-01T00:00:00Z')),
    other: odd,
  },
  ['kind', 'key', 'type'],
);
/** Mostly valid values. */
const plainFlag = fc.oneof(
  record({
    kind: fc.constant('flag'),
    key: fc.constant('a'),
    type: fc.constant('boolean'),
    variants: fc.constant({ on: true, off: false, red: true, blue: false }),
    default: usually(fc.constantFrom('on', 'off')),
    rules: fc.array(rule, { maxLength: 2 }),
  }),
  record({
    kind: fc.constant('flag'),
    key: fc.constant('a'),
    type: fc.constant('string'),
    variants: fc.constant({ on: 'x', off: 'y', red: 'z', blue: '' }),
    default: usually(serve),
    rules: usually(fc.array(rule, { maxLength: 2 })),
  }),
);

describe('a flag accepted by the fast path', () => {
  it('is valid field by field, references nothing, and is plain JSON', () => {
    let seen = 0;
    let notSeen = 0;
    fc.assert(
      fc.property(fc.oneof(flag, plainFlag), (document) => {
        const cost = fastPathCost(document);
        if (cost < 0) {
          notSeen++;
          return;
        }
        seen++;
        expect(parseFieldByField(document)).toEqual({
          ok: true,
          document,
          facts: { references: [], engines: [], steps: stepsIn(cost), work: workIn(cost) },
        });
        expect(isPlainJson(document)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
    expect(Math.min(seen, notSeen)).toBeGreaterThan(300);
  });

  it('covers most flags', () => {
    const when = [
      { attribute: 'age', operator: 'gte', value: 18 },
      { attribute: 'plan', operator: 'in', value: ['pro'] },
    ];
    const stored = {
      version: 1,
      createdAt: '2026-12-01',
      updatedAt: '2026-12-01',
      updatedBy: 'ada',
      description: 'd',
      clientSide: true,
    };
    const rules = [{ when, rollout: { percentage: 20 }, serve: 'on' }];
    const cost = fastPathCost({ kind: 'flag', key: 'a', type: 'boolean', status: 'active', rules, ...stored });
    expect({ steps: stepsIn(cost), work: workIn(cost) }).toEqual({ steps: 2, work: 1 + 4 + 12 + 300 });
    const split = { split: { x: 1, y: 2 } };
    const other = fastPathCost({
      kind: 'flag',
      key: 'a',
      type: 'number',
      variants: { x: 1, y: 2 },
      default: split,
      off: 'x',
    });
    expect({ steps: stepsIn(other), work: workIn(other) }).toEqual({ steps: 0, work: 2 + 300 + 24 });
  });

  it('has no custom prototype, and is far from every limit', () => {
    class Flag {
      kind = 'flag';
      key = 'a';
      type = 'boolean';
    }
    const rules = Array.from({ length: 33 }, () => ({ serve: 'on' }));
    const base = { kind: 'flag', key: 'a', type: 'boolean' };
    expect(
      [new Flag(), { ...base, rules }, Object.create(base), { ...base, description: 'x'.repeat(257) }].map(
        fastPathCost,
      ),
    ).toEqual([-1, -1, -1, -1]);
    expect(fastPathCost(base)).toBe(0);
  });
});
