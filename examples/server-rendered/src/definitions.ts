import { defineFlags } from '@flagstaff/core';

/** The flags of the server and of its page: both are typed by them. */
export const definitions = defineFlags({
  theme: { type: 'string', variants: { light: 'light', dark: 'dark' }, defaultValue: 'light' },
  'new-checkout': { type: 'boolean' },
});
