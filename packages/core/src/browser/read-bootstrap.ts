import { isTooDeep } from '../model/depth.ts';
import type { Bootstrap } from '../model/bootstrap.ts';

/** What of a page is needed here. */
interface Page {
  readonly document?: { getElementById(id: string): { readonly textContent: string | null } | null };
}

/** The answers in a page's bootstrap element; none where it is missing or damaged. */
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
