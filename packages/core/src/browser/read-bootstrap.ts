import { isTooDeep } from '../model/depth.ts';
import type { Bootstrap } from '../model/bootstrap.ts';

/** The subset of a page in use. */
interface Page {
  readonly document?: { getElementById(id: string): { readonly textContent: string | null } | null };
}

/** Reads the bootstrap element of a page. Empty when the element is missing or damaged. */
export function readBootstrap(id: string): Bootstrap {
  try {
    const text = (globalThis as Page).document?.getElementById(id)?.textContent;
    const value: unknown = JSON.parse(text ?? 'null');
    return (isTooDeep(value) ? undefined : toBootstrap(value)) ?? NOTHING;
  } catch {
    return NOTHING;
  }
}

const NOTHING: Bootstrap = { flags: {} };

function toBootstrap(value: unknown): Bootstrap | undefined {
  const { flags } = (value ?? {}) as Partial<Bootstrap>;
  return typeof flags === 'object' && flags !== null ? (value as Bootstrap) : undefined;
}
