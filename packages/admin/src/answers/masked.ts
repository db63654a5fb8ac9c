// Docs: docs/admin.md, "Private attributes"
import type { StoredDocument } from '@flagstaff/core';
import type { Commit } from '@flagstaff/core/management';
import type { Call } from '../routing/route.ts';

/** Shown instead of a private value. */
const PRIVATE = '(private)';

/** Whether the caller sees values of private attributes: anyone who may write could read them by writing. */
function seesAll({ access }: Pick<Call, 'access'>): boolean {
  return access.mayAnywhere('write');
}

/** Returns a document as the caller may see it: the same object when nothing in it is masked. */
export function visibleDocument<D extends StoredDocument>(call: Pick<Call, 'access' | 'service'>, document: D): D {
  if (seesAll(call)) return document;
  const { isPrivate } = call.service.management.describe();
  return maskDocument(document, isPrivate);
}

/** Returns conditions or overrides as the caller may see them. */
export function visibleJson<T>(call: Pick<Call, 'access' | 'service'>, value: T): T {
  return seesAll(call) ? value : (mask(value, call.service.management.describe().isPrivate) as T);
}

/** Returns a commit as the caller may see it. */
export function visibleCommit(call: Pick<Call, 'access' | 'service'>, commit: Commit): Commit {
  if (seesAll(call)) return commit;
  const show = (document: StoredDocument | null): StoredDocument | null => document && visibleDocument(call, document);
  const changes = commit.changes.map(({ id, before, after }) => ({ id, before: show(before), after: show(after) }));
  return { ...commit, changes };
}

type IsPrivate = (attribute: string) => boolean;

function maskDocument<D extends StoredDocument>(document: D, isPrivate: IsPrivate): D {
  const masked = mask(document, isPrivate) as D;
  if (document.kind !== 'segment' || !isPrivate(document.by ?? 'targetingKey')) return masked;
  const lists = (['include', 'exclude'] as const).filter((name) => document[name] !== undefined);
  return { ...masked, ...Object.fromEntries(lists.map((name) => [name, [PRIVATE]])) };
}

/** Conditions and overrides alike have an `attribute` and a `value`. Values of variants are data, and not searched. */
function mask(value: unknown, isPrivate: IsPrivate): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => mask(item, isPrivate));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const { attribute } = value as { readonly attribute?: unknown };
  const hides = typeof attribute === 'string' && isPrivate(attribute);
  let isChanged = false;
  const entries = Object.entries(value).map(([name, inner]: [string, unknown]) => {
    const shown = maskMember(name, inner, hides, isPrivate);
    isChanged ||= shown !== inner;
    return [name, shown];
  });
  return isChanged ? Object.fromEntries(entries) : value;
}

function maskMember(name: string, inner: unknown, hides: boolean, isPrivate: IsPrivate): unknown {
  if (hides && name === 'value') return Array.isArray(inner) ? [PRIVATE] : PRIVATE;
  return name === 'variants' || name === 'metadata' ? inner : mask(inner, isPrivate);
}
