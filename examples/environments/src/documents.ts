import type { Document } from '@flagstaff/core';

/** The initial documents: staging inherits from production, and tries the new checkout. */
export const documents: readonly Document[] = [
  { kind: 'environment', key: 'production', protected: true },
  { kind: 'environment', key: 'staging', parent: 'production' },
  {
    kind: 'flag',
    key: 'checkout',
    type: 'string',
    variants: { classic: 'classic', express: 'express' },
    default: 'classic',
    environments: {
      // Paying users have it in production, and so in staging.
      production: { rules: [{ when: { attribute: 'plan', operator: 'eq', value: 'pro' }, serve: 'express' }] },
      staging: { default: 'express' },
    },
  },
];
