import { lazyEngine } from '../targeting/engine.ts';
import type * as parts from './rare-parts.ts';

type RareParts = typeof parts;

const PARTS = lazyEngine<RareParts>(() => import('./rare-parts.ts'));

/** Returns the parts of a client that many programs never use. Undefined until they are loaded. */
export function loadedRareParts(): RareParts | undefined {
  return PARTS.library;
}

/** Loads the parts of a client that many programs never use. Rejects when they cannot be loaded. */
export async function rareParts(): Promise<RareParts> {
  await PARTS.load();
  return PARTS.library!;
}
