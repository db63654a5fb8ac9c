import type { Document } from '@flagstaff/core';

/** One flag of each type, and one for each reason. */
export const documents: Document[] = [
  { kind: 'flag', key: 'beta', type: 'boolean', default: 'on' },
  {
    kind: 'flag',
    key: 'theme',
    type: 'string',
    variants: { light: '#fff', dark: '#000' },
    default: 'light',
    rules: [{ when: { attribute: 'plan', operator: 'eq', value: 'pro' }, serve: 'dark' }],
    metadata: { owner: 'design', since: 2026, reviewed: true },
  },
  { kind: 'flag', key: 'limit', type: 'number', variants: { low: 3.5, high: 10 }, default: 'low' },
  {
    kind: 'flag',
    key: 'banner',
    type: 'object',
    variants: { plain: { text: 'hello', tags: ['a'] } },
    default: 'plain',
  },
  { kind: 'flag', key: 'list', type: 'object', variants: { two: [1, 2] }, default: 'two' },
  {
    kind: 'flag',
    key: 'pinned',
    type: 'boolean',
    overrides: [{ attribute: 'userId', value: 'ada', serve: 'on' }],
  },
  { kind: 'flag', key: 'stopped', type: 'boolean', status: 'inactive' },
  {
    kind: 'flag',
    key: 'needs',
    type: 'boolean',
    prerequisites: [{ flag: 'stopped', variants: ['on'] }],
    default: 'on',
  },
  { kind: 'flag', key: 'held', type: 'boolean', default: 'on', holdout: { name: 'q1', percentage: 100 } },
  { kind: 'flag', key: 'halves', type: 'boolean', default: { split: { on: 50, off: 50 } } },
];
