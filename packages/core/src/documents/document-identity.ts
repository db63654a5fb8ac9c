import type { DocumentId } from '../model/document.ts';
import { isKey } from '../model/input.ts';

/** Returns the id that a document claims, even if the rest is invalid. Undefined without a known kind and a valid key. */
export function idOf(document: unknown): DocumentId | undefined {
  if (typeof document !== 'object' || document === null) return undefined;
  const { kind, key } = document as { readonly kind?: unknown; readonly key?: unknown };
  if (kind !== 'flag' && kind !== 'segment' && kind !== 'environment') return undefined;
  return typeof key === 'string' && isKey(key) ? `${kind}:${key}` : undefined;
}

/** Returns the version that a document claims. Undefined when it claims none. */
export function versionOf(document: unknown): number | undefined {
  if (typeof document !== 'object' || document === null) return undefined;
  const { version } = document as { readonly version?: unknown };
  return typeof version === 'number' ? version : undefined;
}
