import type { Document, FlagDocument } from '@flagstaff/core';
import type { Management } from '@flagstaff/core/management';

const DAY = 86_400_000;

/** A dozen flags of a shop, three environments, two segments: what a small team has after some months. */
export const DEMO_DOCUMENTS: readonly Document[] = [
  { kind: 'environment', key: 'production', protected: true, description: 'What customers see.' },
  { kind: 'environment', key: 'staging', parent: 'production', description: 'The next release, with production data.' },
  { kind: 'environment', key: 'development', description: 'Laptops and pull requests.' },
  {
    kind: 'segment',
    key: 'beta-testers',
    name: 'Beta testers',
    description: 'Customers who asked for early access.',
    include: ['u-1001', 'u-1002', 'u-1007', 'u-1033'],
    when: { attribute: 'email', operator: 'ends_with', value: '@example.com', ignoreCase: true },
    owner: 'growth',
  },
  {
    kind: 'segment',
    key: 'enterprise',
    name: 'Enterprise customers',
    when: [
      { attribute: 'plan.name', operator: 'eq', value: 'enterprise' },
      { attribute: 'plan.seats', operator: 'gte', value: 50 },
    ],
    owner: 'sales',
  },
];

/** The flags, each with the age of its creation and of its last change in days. */
export const DEMO_FLAGS: readonly (readonly [flag: FlagDocument, created: number, changed: number, actor: string])[] = [
  [
    {
      kind: 'flag',
      key: 'new-checkout',
      name: 'Express checkout',
      description: 'One page instead of four. Watch the conversion before raising it.',
      type: 'string',
      variants: { classic: 'classic', express: 'express', 'express-wallet': 'express-wallet' },
      off: 'classic',
      default: 'classic',
      tags: ['checkout', 'revenue', 'q4'],
      owner: 'payments',
      rules: [
        { name: 'Beta testers', when: { segment: 'beta-testers' }, serve: 'express-wallet' },
        {
          name: 'North America, not our own people',
          when: [
            { attribute: 'country', operator: 'in', value: ['US', 'CA'] },
            { not: { attribute: 'email', operator: 'ends_with', value: '@example.com' } },
          ],
          rollout: { percentage: 20 },
          serve: 'express',
        },
        { when: { attribute: 'country', operator: 'eq', value: 'NZ' }, serve: { split: { classic: 50, express: 50 } } },
      ],
      overrides: [{ attribute: 'userId', value: 'u-1001', serve: 'express' }],
      environments: { development: { default: 'express', rules: [] } },
    },
    41,
    0.1,
    'ada@example.com',
  ],
  [
    {
      kind: 'flag',
      key: 'search-ranking',
      name: 'Ranking by relevance',
      type: 'string',
      variants: { popularity: 'popularity', relevance: 'relevance', blended: 'blended' },
      off: 'popularity',
      default: { split: { popularity: 50, relevance: 25, blended: 25 } },
      tags: ['search', 'experiment'],
      owner: 'discovery',
      environments: { development: { default: 'relevance' } },
    },
    19,
    3,
    'grace@example.com',
  ],
  [
    {
      kind: 'flag',
      key: 'dark-mode',
      name: 'Dark mode',
      type: 'boolean',
      default: 'on',
      clientSide: true,
      tags: ['ui'],
      owner: 'web',
    },
    160,
    64,
    'linus@example.com',
  ],
  [
    {
      kind: 'flag',
      key: 'kill-recommendations',
      name: 'Turn recommendations off',
      description: 'The switch for when the recommendation service is slow.',
      type: 'boolean',
      default: 'off',
      tags: ['ops'],
      owner: 'platform',
    },
    210,
    30,
    'ops-bot',
  ],
  [
    {
      kind: 'flag',
      key: 'invoice-pdf-v2',
      name: 'New invoices',
      type: 'boolean',
      default: 'off',
      removeBy: '2025-03-01',
      rules: [{ when: { segment: 'enterprise' }, rollout: { percentage: 75 }, serve: 'on' }],
      environments: { staging: { default: 'on' }, development: { default: 'on' } },
      tags: ['billing'],
      owner: 'payments',
    },
    140,
    12,
    'ada@example.com',
  ],
  [
    {
      kind: 'flag',
      key: 'max-cart-items',
      name: 'Items in a cart',
      type: 'number',
      variants: { standard: 50, large: 200 },
      off: 'standard',
      default: 'standard',
      rules: [{ when: { segment: 'enterprise' }, serve: 'large' }],
      tags: ['checkout'],
      owner: 'payments',
    },
    95,
    22,
    'grace@example.com',
  ],
  [
    {
      kind: 'flag',
      key: 'holiday-banner',
      name: 'Holiday banner',
      type: 'object',
      variants: {
        none: { show: false },
        sale: { show: true, text: 'Up to 40% off, this week only', tone: 'festive' },
      },
      off: 'none',
      default: 'none',
      clientSide: true,
      schedule: [
        { at: '2030-12-01T08:00:00Z', set: { default: 'sale' } },
        { at: '2031-01-02T08:00:00Z', set: { default: 'none' } },
      ],
      tags: ['marketing', 'ui'],
      owner: 'growth',
    },
    6,
    2,
    'mary@example.com',
  ],
  [
    {
      kind: 'flag',
      key: 'wallet-payments',
      name: 'Wallets',
      type: 'boolean',
      default: 'off',
      prerequisites: [{ flag: 'new-checkout', variants: ['express', 'express-wallet'] }],
      rules: [
        {
          rollout: { percentage: 10, ramp: [{ at: '2030-01-01T00:00:00Z', percentage: 100 }], mode: 'linear' },
          serve: 'on',
        },
      ],
      environments: { development: { default: 'on' } },
      tags: ['checkout'],
      owner: 'payments',
    },
    4,
    1,
    'ada@example.com',
  ],
  [
    {
      kind: 'flag',
      key: 'two-factor-required',
      name: 'Require two factors',
      type: 'boolean',
      default: 'off',
      status: 'inactive',
      tags: ['security'],
      owner: 'identity',
    },
    75,
    75,
    'linus@example.com',
  ],
  [
    {
      kind: 'flag',
      key: 'api-rate-limit',
      name: 'Requests per minute',
      type: 'number',
      variants: { strict: 60, normal: 600, generous: 6_000 },
      off: 'normal',
      default: 'normal',
      rules: [
        { when: { attribute: 'ip', operator: 'in_cidr', value: ['10.0.0.0/8', '192.168.0.0/16'] }, serve: 'generous' },
        { when: { attribute: 'client.version', operator: 'semver_lt', value: '3.2.0' }, serve: 'strict' },
      ],
      tags: ['ops', 'api'],
      owner: 'platform',
    },
    120,
    9,
    'ops-bot',
  ],
  [
    {
      kind: 'flag',
      key: 'legacy-import',
      name: 'Old import',
      type: 'boolean',
      status: 'archived',
      default: 'on',
      owner: 'data',
    },
    400,
    50,
    'grace@example.com',
  ],
  [
    {
      kind: 'flag',
      key: 'onboarding-tour',
      name: 'Tour for new customers',
      type: 'boolean',
      default: 'off',
      clientSide: true,
      rules: [{ rollout: { percentage: 50 }, serve: 'on' }],
      tags: ['ui', 'growth'],
      owner: 'growth',
    },
    28,
    5,
    'mary@example.com',
  ],
];

/**
 * Writes the demo data, with a history.
 *
 * @param setClock Sets the date of the next commits.
 */
export async function seedDemo(
  management: Management,
  setClock: (at: Date) => void,
  now: number = Date.now(),
): Promise<void> {
  const steps = DEMO_FLAGS.flatMap(([flag, created, changed, actor]) => {
    const { rules, environments, schedule, overrides, ...initial } = flag;
    const isStaged = [rules, environments, schedule, overrides].some((part) => part !== undefined);
    const first = {
      days: created,
      document: (isStaged ? initial : flag) as FlagDocument,
      actor,
      comment: `Add ${flag.key}`,
    };
    return isStaged ? [first, { days: changed, document: flag, actor, comment: 'Decide who gets it' }] : [first];
  });
  setClock(new Date(now - 500 * DAY));
  await management.commit(
    DEMO_DOCUMENTS.map((document) => ({ type: 'set', document })),
    { actor: 'ada@example.com', comment: 'Environments and segments' },
  );
  for (const { days, document, actor, comment } of steps.sort((one, other) => other.days - one.days)) {
    setClock(new Date(now - days * DAY));
    await management.commit([{ type: 'set', document }], { actor, comment });
  }
}
