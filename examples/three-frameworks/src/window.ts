import type { Flagstaff } from '@flagstaff/core';
import { readFile } from 'node:fs/promises';
import { CUSTOMERS } from './admin.ts';

/** The page that shows the three shops beside their flags. */
export function readWindow(): Promise<string> {
  return readFile(new URL('../window.html', import.meta.url), 'utf8');
}

/** What the window shows: each shop's answer over HTTP, and what each of many customers gets. */
export async function lookThrough(flagstaff: Flagstaff, shops: readonly string[], query: string) {
  const answers = shops.map(async (shop) => {
    const url = `${shop}/?${query}`;
    return { url, ...((await (await fetch(url)).json()) as object) };
  });
  const customers = CUSTOMERS.map((customer) => {
    const flags = flagstaff.forContext(customer);
    return { name: customer.targetingKey, checkout: flags.isEnabled('new-checkout'), button: flags.value('button') };
  });
  return { shops: await Promise.all(answers), customers };
}
