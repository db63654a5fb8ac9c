import type { DocumentId } from '../model/document.ts';
import { isKey } from '../model/key.ts';

/** The id that a document claims, whatever else is wrong with it. Undefined without a known kind and a valid key. */
export function idOf(document: unknown): DocumentId | undefined {
  if (typeof document !== 'object' || document === null) return undefined;
  const { kind, key } = document as { readonly kind?: unknown; readonly key?: unknown };
  if (kind !== 'flag' && kind !== 'segment' && kind !== 'environment') return undefined;
  return typeof key === 'string' && isKey(key) ? `${kind}:${key}` : undefined;
}

/** The version that a document claims. Undefined when it claims none. */
export function versionOf(document: unknown): number | undefined {
  if (typeof document !== 'object' || document === null) return undefined;
  const { version } = document as { readonly version?: unknown };
  return typeof version === 'number' ? version : undefined;
}
