import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';

/** In memory, so that the example runs anywhere. An application sets `storage`. */
export function createFlags(): Flagstaff {
  return createFlagstaff({
    bootstrap: [
      { kind: 'segment', key: 'testers', include: ['ada'] },
      {
        kind: 'flag',
        key: 'beta',
        type: 'boolean',
        rules: [{ name: 'testers', when: { segment: 'testers' }, serve: 'on' }],
      },
      {
        kind: 'flag',
        key: 'checkout',
        type: 'string',
        variants: { classic: 'four steps', express: 'one step' },
        default: 'classic',
        rules: [{ when: { attribute: 'plan', operator: 'eq', value: 'pro' }, serve: 'express' }],
      },
      {
        kind: 'flag',
        key: 'discount',
        type: 'number',
        variants: { none: 0, tenth: 10 },
        default: 'none',
        rules: [{ when: { segment: 'testers' }, serve: 'tenth' }],
      },
    ],
  });
}
