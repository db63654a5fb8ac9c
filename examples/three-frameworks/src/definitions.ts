import { defineFlags } from '@flagstaff/core';

/** The flags that this program knows, and what it does while nothing else is known. A typo in a key does not compile. */
export const definitions = defineFlags({
  'new-checkout': { type: 'boolean' },
  'faster-search': { type: 'boolean' },
  button: { type: 'string', variants: { blue: 'blue', green: 'green', orange: 'orange' }, defaultValue: 'blue' },
  discount: { type: 'number', defaultValue: 0 },
  beta: { type: 'boolean' },
});

type Definitions = typeof definitions;

declare module '@flagstaff/core' {
  interface Register {
    flags: Definitions;
  }
}
