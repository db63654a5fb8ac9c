import assert from 'node:assert/strict';
import { theme } from '../case.ts';
import type { AdapterTheme } from '../case.ts';
import type { Adapter } from '../options.ts';

/** What stack traces and debuggers show. */
export function naming({ flags, requireFlag, byVariant }: Adapter): AdapterTheme {
  return theme('names', {
    async 'middleware and guards are named after their factories'({ client }) {
      const made = { flags: flags(await client([])), requireFlag: requireFlag('new'), byVariant: byVariant('new', {}) };
      for (const [name, value] of Object.entries(made)) assert.equal((value as { name?: unknown }).name, name);
    },
  });
}
