import type { Document } from '@flagstaff/core';

/** A small shop: two environments, a segment, and flags of every kind. */
export const SHOP: readonly Document[] = [
  { kind: 'environment', key: 'staging' },
  { kind: 'environment', key: 'production', protected: true, name: 'Production' },
  { kind: 'segment', key: 'staff', include: ['ada', 'bob'], name: 'Our own people' },
  {
    kind: 'flag',
    key: 'new-checkout',
    type: 'boolean',
    owner: 'shop',
    tags: ['web', 'beta'],
    rules: [
      { name: 'staff first', when: { segment: 'staff' }, serve: 'on' },
      { name: 'everyone', rollout: { percentage: 25 }, serve: 'on' },
    ],
    environments: { staging: { default: 'on', rules: [] } },
  },
  {
    kind: 'flag',
    key: 'theme',
    type: 'string',
    variants: { light: 'l', dark: 'd' },
    default: 'light',
    off: 'light',
    rules: [{ rollout: { percentage: 50 }, serve: 'dark' }],
  },
  { kind: 'flag', key: 'old-search', type: 'boolean', status: 'archived', description: 'Gone soon' },
];
