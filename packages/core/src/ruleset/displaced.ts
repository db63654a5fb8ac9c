import { unreadableDocument } from '../model/document.ts';
import type { DocumentId } from '../model/document.ts';
import { isKey } from '../model/key.ts';
import { entryOf } from './ruleset.ts';
import type { Entry, RulesetState } from './ruleset.ts';
import { sameJson } from '../model/json-equal.ts';

/** Documents without a usable id that are looked at. */
const MOST = 100;

const WHY = 'a document without a usable id stands in the store, and may be this one; repair or remove it';

/**
 * Finds documents that vanished when a document without a usable id appeared: an edit may have spoilt their `kind` or `key`. Each
 * keeps its last good version while such a document is there, because a gap would delete it. Documents that vanish later, beside one
 * that was there before, are deleted as usual.
 *
 * @param nameless the documents of the reading that have no usable id
 */
export function displacedBy(nameless: readonly unknown[], state: RulesetState): (id: DocumentId) => Entry | undefined {
  const present = nameless.slice(0, MOST);
  const before = state.nameless.slice(0, MOST);
  // Each that was there before accounts for one.
  const appeared = present.filter((document) => {
    const place = before.findIndex((each) => sameJson(each, document));
    if (place !== -1) before.splice(place, 1);
    return place === -1;
  });
  return (id) => {
    if (present.length === 0) return undefined;
    const entry = entryOf(state, id);
    if (entry?.good === undefined) return undefined;
    const isKept = entry.refusal?.isDisplaced === true;
    if (!(isKept ? present : appeared).some((document) => canBe(document, id))) return undefined;
    if (isKept) return entry;
    const { version } = entry.good.document;
    const problems = [{ path: '$', message: WHY, fault: 'shape' as const }];
    const refusal = { document: unreadableDocument(id, version, WHY), version, problems, isDisplaced: true };
    return { latest: undefined, good: entry.good, refusal };
  };
}

/** Whether the part of an id that can be understood, if any, is that of the document. */
function canBe(document: unknown, id: DocumentId): boolean {
  if (typeof document !== 'object' || document === null) return true;
  const { kind, key } = document as { readonly kind?: unknown; readonly key?: unknown };
  const colon = id.indexOf(':');
  return (!isKind(kind) || kind === id.slice(0, colon)) && (!isUsable(key) || key === id.slice(colon + 1));
}

function isKind(kind: unknown): boolean {
  return kind === 'flag' || kind === 'segment' || kind === 'environment';
}

function isUsable(key: unknown): boolean {
  return typeof key === 'string' && isKey(key);
}
