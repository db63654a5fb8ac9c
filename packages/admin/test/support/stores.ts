import type { StorageBackend } from '@flagstaff/core';
import { RUNNING_STORES } from '@flagstaff/testbed';
import { onTestFinished } from 'vitest';

/** Connects to a store. Resolves to undefined for the client's own memory. */
export type Connect = () => Promise<StorageBackend | undefined>;

/** Every kind of store. Each creates one of its own, which is removed when the test ends. */
export const STORES: readonly (readonly [name: string, create: () => Promise<Connect>])[] = [
  ['memory', async () => async () => undefined],
  ...RUNNING_STORES.map(([name, create]) => [name, () => create(onTestFinished)] as const),
];
