import { defineFlags } from '@flagstaff/core';

/** The flags' types, and the defaults that serve until the worker has reached its origin. */
export const definitions = defineFlags({
  'new-checkout': { type: 'boolean' },
  theme: { type: 'string', variants: { light: 'light', dark: 'dark' }, defaultValue: 'light' },
});
