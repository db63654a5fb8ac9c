import { defineFlags } from '@flagstaff/core';

/** The flags of server and page; they type both. */
export const definitions = defineFlags({
  theme: { type: 'string', variants: { light: 'light', dark: 'dark' }, defaultValue: 'light' },
  'new-checkout': { type: 'boolean' },
});
