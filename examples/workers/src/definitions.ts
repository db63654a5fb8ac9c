import { defineFlags } from '@flagstaff/core';

/** What the worker knows of the flags: their types, and what serves while it has never reached its origin. */
export const definitions = defineFlags({
  'new-checkout': { type: 'boolean' },
  theme: { type: 'string', variants: { light: 'light', dark: 'dark' }, defaultValue: 'light' },
});
