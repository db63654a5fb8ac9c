import * as fc from 'fast-check';

// Documents for the schema's tests: well-formed ones, ones with an issue somewhere, and arbitrary values.

type Json = fc.JsonValue;

const key = fc.oneof(
  fc.constantFrom('on', 'off', 'a', 'b', 'beta', 'A.b_c-1', '0', 'x'.repeat(128)),
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/),
);
const attribute = fc.constantFrom('plan', 'user.plan', 'targetingKey', '__proto__', 'constructor', ' ', 'ü');
const text = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('', 'pro', '😀', '__proto__'));
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const scalar = fc.oneof(text, number, fc.boolean());
const subject = fc.oneof(text, number);
const date = fc.constantFrom('2026-12-01', '2026-12-01T09:00:00Z', '2026-12-01t09:00:00.5+02:00', '2024-02-29');
const seed = fc.constantFrom('launch', 's', 'ü ', 'x'.repeat(128));
const version = fc.constantFrom('1.2.3', 'v2', '1.0.0-rc.1', '2.0');
const range = fc.constantFrom('>=1.2.0 <2.0.0 || 3.x', '^1.2', '~1.2.3', '1.2.3 - 2.0.0', '*');
const network = fc.constantFrom('10.0.0.0/8', '2001:db8::/32', '192.0.2.1', '::1');

/** An object with the keys of `required`, and any of those of `optional`. */
function record(required: Record<string, fc.Arbitrary<unknown>>, optional: Record<string, fc.Arbitrary<unknown>> = {}) {
  return fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required), noNullPrototype: true });
}

function leaf(operators: readonly string[], value: fc.Arbitrary<unknown>, foldable: boolean) {
  return record(
    { attribute, operator: fc.constantFrom(...operators), value },
    foldable ? { ignoreCase: fc.boolean() } : {},
  );
}

const timeOfDay = fc.constantFrom('00:00', '09:30', '23:59');
const cron = fc.constantFrom('0 9 * * mon-fri', '*/5 * * * * *', '@daily', '0 0 L * *', '0 0 31 2 *', '99 * * * *');
const duration = fc.constantFrom('PT2H', 'P1W', 'P1DT1H1M1S', 'P366D', 'P367D', 'PT0S');
const calendar = {
  after: date,
  before: date,
  timezone: fc.constantFrom('UTC', 'Europe/Paris', 'Pacific/Auckland', 'Etc/GMT+5', 'Mars/Olympus'),
  days: fc.array(fc.constantFrom('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'), { minLength: 1, maxLength: 7 }),
  daysOfMonth: fc.array(fc.constantFrom(1, 31, -1, -31, 15), { minLength: 1, maxLength: 4 }),
  from: timeOfDay,
  to: timeOfDay,
};

const leaves = fc.oneof(
  leaf(['eq', 'ne', 'contains', 'not_contains'], scalar, true),
  leaf(['in', 'not_in'], fc.array(scalar, { maxLength: 4 }), true),
  leaf(['gt', 'gte', 'lt', 'lte'], number, false),
  leaf(['starts_with', 'ends_with'], text, true),
  leaf(['matches'], fc.constantFrom('a+', '^x$', '(?i)b', '(a+)+$'), true),
  leaf(['semver_eq', 'semver_ne', 'semver_gt', 'semver_gte', 'semver_lt', 'semver_lte'], version, false),
  leaf(['semver_range'], range, false),
  leaf(['date_after', 'date_before'], date, false),
  leaf(['in_cidr', 'not_in_cidr'], fc.oneof(network, fc.array(network, { maxLength: 3 })), false),
  leaf(['modulo'], fc.constantFrom([10, 3], [1, 0], [2 ** 53 - 1, 5]), false),
  record({ attribute, operator: fc.constantFrom('exists', 'not_exists') }),
  record({ segment: key }),
  record({
    time: fc.oneof(
      record({}, calendar).filter((time) => Object.keys(time).length > 0),
      record({ cron, duration }, calendar),
    ),
  }),
);

const condition = fc.letrec<{ condition: unknown }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaves,
    record({ all: fc.array(tie('condition'), { maxLength: 3 }) }),
    record({ any: fc.array(tie('condition'), { maxLength: 3 }) }),
    record({ not: tie('condition') }),
  ),
})).condition;

const when = fc.oneof(condition, fc.array(condition, { maxLength: 3 }));
const weights = fc.dictionary(fc.constantFrom('on', 'off', 'a', 'b'), fc.nat(100), {
  minKeys: 1,
  noNullPrototype: true,
});
const serve = fc.oneof(fc.constantFrom('on', 'off', 'a', 'b'), record({ split: weights }, { by: attribute, seed }));
const percentage = fc.double({ min: 0, max: 100, noNaN: true });
const ramp = fc.array(record({ at: date, percentage }), { minLength: 1, maxLength: 3 });
const share = fc.constantFrom([0, 50], [50, 100], [0, 0.1], [99.5, 100], [60, 40], [5, 5]);
const forPeople = {
  name: text,
  description: text,
  tags: fc.array(fc.constantFrom('web', 'ü'), { maxLength: 3 }),
  owner: text,
};
const stored = {
  version: fc.integer({ min: 1 }),
  createdAt: fc.constant('2026-01-01T00:00:00.000Z'),
  updatedAt: fc.constant('2026-01-01T00:00:00.000Z'),
  updatedBy: text,
};

const changeable = {
  status: fc.constantFrom('active', 'inactive', 'archived'),
  off: fc.constantFrom('on', 'off', 'a', 'b'),
  overrides: fc.array(record({ attribute, value: subject, serve: key }, { expires: date }), { maxLength: 3 }),
  rules: fc.array(
    record(
      { serve },
      {
        name: text,
        enabled: fc.boolean(),
        when,
        namespace: record({ name: seed, range: share }, { by: attribute }),
        rollout: fc.oneof(
          record({ percentage }, { by: attribute, seed }),
          record({ ramp }, { percentage, mode: fc.constantFrom('step', 'linear'), by: attribute, seed }),
        ),
      },
    ),
    { maxLength: 3 },
  ),
};

const set = record({}, { ...changeable, default: serve }).filter((change) => Object.keys(change).length > 0);
const schedule = fc.array(record({ at: date, set }), { maxLength: 3 });

const targeting = {
  ...changeable,
  seed,
  prerequisites: fc.array(record({ flag: key, variants: fc.array(key, { minLength: 1, maxLength: 2 }) }), {
    maxLength: 2,
  }),
  holdout: record({ name: seed, percentage }, { by: attribute }),
  environments: fc.dictionary(
    fc.constantFrom('staging', 'production'),
    record({}, { ...changeable, default: serve, schedule }),
    { maxKeys: 2, noNullPrototype: true },
  ),
  schedule,
  clientSide: fc.boolean(),
  permanent: fc.boolean(),
  metadata: fc.dictionary(fc.constantFrom('ticket', 'a b', 'ü'), scalar, { noNullPrototype: true }),
  removeBy: date,
  ...forPeople,
  ...stored,
};

function flagOf(type: string, value: fc.Arbitrary<unknown>, required: boolean) {
  const variants = fc.record({ on: value, off: value, a: value, b: value }, { noNullPrototype: true });
  return required
    ? record({ kind: fc.constant('flag'), key, type: fc.constant(type), variants, default: serve }, targeting)
    : record({ kind: fc.constant('flag'), key, type: fc.constant(type) }, { variants, default: serve, ...targeting });
}

const flag = fc.oneof(
  flagOf('boolean', fc.boolean(), false),
  flagOf('string', text, true),
  flagOf('number', number, true),
  flagOf(
    'object',
    fc.oneof(
      fc.array(fc.jsonValue({ maxDepth: 2, noUnicodeString: false }), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b'), fc.jsonValue({ maxDepth: 2 }), { noNullPrototype: true }),
    ),
    true,
  ),
);
const members = fc.array(subject, { maxLength: 4 });
const segment = record(
  { kind: fc.constant('segment'), key },
  {
    parent: key,
    enabled: fc.boolean(),
    include: members,
    exclude: members,
    members: fc.constant('stored'),
    by: attribute,
    when,
    ...forPeople,
    ...stored,
  },
);
const environment = record(
  { kind: fc.constant('environment'), key },
  { parent: key, protected: fc.boolean(), name: text, description: text, ...stored },
);

/** A document of the right shape. Its meaning may be invalid. */
export const wellFormed: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: flag },
  { weight: 2, arbitrary: segment },
  { weight: 1, arbitrary: environment },
);

const oddities: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    'constructor',
    '__proto__',
    'a:b',
    'toString',
    '2026-13-45',
    '2026-1-1',
    'v',
    '24:00',
    'PT',
    'P1DT',
    'UTC',
  ),
  fc.constantFrom<unknown>(0, -1, 0.5, 101, 1e300, -0, 2 ** 53, -(2 ** 53)),
  fc.constantFrom<unknown>(
    [],
    {},
    [null],
    [[]],
    { all: [] },
    { not: {} },
    true,
    false,
    'x'.repeat(257),
    [3],
    [1, 2, 3],
  ),
  fc.constantFrom<unknown>('matches', 'eq', 'modulo', 'exists', 'semver_range', 'resembles', 'boolean', 'object'),
  fc.jsonValue({ maxDepth: 2 }),
);

const mutation = fc.record({
  /** An index among all places in the document, modulo their number. */
  place: fc.nat(10_000),
  what: fc.constantFrom('replace', 'remove', 'add', 'swap'),
  name: fc.constantFrom(
    'extra',
    'time',
    'environments',
    'schedule',
    'ramp',
    'mode',
    'from',
    'cron',
    'duration',
    'timezone',
    'namespace',
    'holdout',
    'set',
    'at',
    'ignoreCase',
    'value',
    'when',
    'seed',
    '0',
  ),
  value: oddities,
});

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

function placesIn(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found;
  const holder = value as Record<string, unknown>;
  for (const name of Object.keys(holder)) {
    found.push({ holder, key: name });
    placesIn(holder[name], found);
  }
  return found;
}

function put(holder: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
}

/** A document with one to three issues, or none that matters. */
export const mutated: fc.Arbitrary<unknown> = fc
  .tuple(wellFormed, fc.array(mutation, { minLength: 1, maxLength: 3 }))
  .map(([document, mutations]) => {
    const copy = structuredClone(document);
    for (const { place, what, name, value } of mutations) {
      const places = placesIn(copy);
      const at = places[place % Math.max(places.length, 1)];
      if (at === undefined) break;
      const { holder, key: own } = at;
      if (what === 'remove') {
        if (Array.isArray(holder)) holder.splice(Number(own), 1);
        else delete holder[own];
      } else if (what === 'add') {
        if (Array.isArray(holder)) holder.push(structuredClone(value));
        else put(holder, name, structuredClone(value));
      } else if (what === 'swap') {
        const other = places[(place + 7) % places.length];
        put(holder, own, structuredClone(other?.holder[other.key]));
      } else put(holder, own, structuredClone(value));
    }
    return copy;
  });

/** Any JSON value. */
export const anyJson: fc.Arbitrary<Json> = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.record({
    kind: fc.oneof(fc.constantFrom('flag', 'segment', 'environment'), fc.jsonValue({ maxDepth: 1 })),
    key: fc.oneof(key, fc.jsonValue({ maxDepth: 1 })),
    type: fc.oneof(fc.constantFrom('boolean', 'string'), fc.jsonValue({ maxDepth: 1 })),
    variants: fc.jsonValue({ maxDepth: 2 }),
    rules: fc.jsonValue({ maxDepth: 4 }),
  }) as unknown as fc.Arbitrary<Json>,
);
