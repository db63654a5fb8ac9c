import { admin } from '@flagstaff/admin/express';
import type { Flagstaff } from '@flagstaff/core';
import type { Handler } from 'express';

/** Where the page is mounted. */
export const ADMIN = '/admin/flags';

/** The page that changes the flags. An application asks its own login here; this example knows only who runs it. */
export function flagsAdmin(flagstaff: Flagstaff): Handler {
  const actor = process.env['USER'] ?? process.env['USERNAME'] ?? 'you';
  return admin(flagstaff, {
    // Pages of other sites can reach this machine under another name.
    authorize: (req) => NAMES.includes(req.hostname) && { actor, roles: 'admin' },
    audience: () => CUSTOMERS,
    ui: { title: 'The shop’s flags', links: [{ text: 'Beside the shop', href: '/' }] },
    frameAncestors: ['self'],
  });
}

/** The names of this machine. */
const NAMES = ['localhost', '127.0.0.1'];

/** The customers whose answers a preview compares. */
export const CUSTOMERS = Array.from({ length: 60 }, (_, n) => ({
  targetingKey: n === 0 ? 'ada' : `customer-${n}`,
  plan: ['free', 'pro', 'company'][n % 3]!,
  country: ['NL', 'BE', 'DE', 'FR', 'US'][n % 5]!,
}));
