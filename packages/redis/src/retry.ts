import type { BackoffOptions } from '@flagstaff/core/storage';

/** Milliseconds between attempts to connect. */
export const RETRY: BackoffOptions = { first: 100, most: 1_000, random: Math.random };
