import type { DocumentId, unreadableDocument } from '../model/document.ts';
import type { sameJson } from '../model/json-equal.ts';
import type { isKey } from '../model/input.ts';
import type { DocumentVersions, RulesetState, versionsOf } from './ruleset.ts';

/** What this shares with modules that are always loaded. */
export interface DisplacedParts {
  readonly unreadableDocument: typeof unreadableDocument;
  readonly isKey: typeof isKey;
  readonly sameJson: typeof sameJson;
  readonly versionsOf: typeof versionsOf;
}

/** Maximum number of documents without a usable id to compare. */
const MAX_COMPARED = 100;

const WHY = 'the store has a document without a usable id, which may be this one; fix it';

/**
 * Finds documents that vanished when a document without a usable id appeared: an edit may have corrupted their `kind` or `key`.
 * Each keeps its last good version while such a document exists, because a gap would delete it. Documents that vanish later,
 * next to a known one, are deleted as usual.
 *
 * @param unidentified The documents of this read without a usable id.
 */
export function displacedBy(
  unidentified: readonly unknown[],
  state: RulesetState,
  { unreadableDocument, isKey, sameJson, versionsOf }: DisplacedParts,
): (id: DocumentId) => DocumentVersions | undefined {
  const present = unidentified.slice(0, MAX_COMPARED);
  const before = state.unidentified.slice(0, MAX_COMPARED);
  // Each one that was already there accounts for one.
  const appeared = present.filter((document) => {
    const place = before.findIndex((each) => sameJson(each, document));
    if (place !== -1) before.splice(place, 1);
    return place === -1;
  });
  return (id) => {
    if (present.length === 0) return undefined;
    const entry = versionsOf(state, id);
    if (entry?.lastGood === undefined) return undefined;
    const isKept = entry.parseFailure?.isDisplaced === true;
    if (!(isKept ? present : appeared).some((document) => canBe(document, id, isKey))) return undefined;
    if (isKept) return entry;
    const { version } = entry.lastGood.document;
    const issues = [{ path: '$', message: WHY, fault: 'shape' as const }];
    const parseFailure = { document: unreadableDocument(id, version, WHY), version, issues, isDisplaced: true };
    return { latest: undefined, lastGood: entry.lastGood, parseFailure };
  };
}

/** Whether the readable part of an id, if any, matches the document. */
function canBe(document: unknown, id: DocumentId, isValid: DisplacedParts['isKey']): boolean {
  if (typeof document !== 'object' || document === null) return true;
  const { kind, key } = document as { readonly kind?: unknown; readonly key?: unknown };
  const colon = id.indexOf(':');
  return (
    (!isKind(kind) || kind === id.slice(0, colon)) &&
    (typeof key !== 'string' || !isValid(key) || key === id.slice(colon + 1))
  );
}

function isKind(kind: unknown): boolean {
  return kind === 'flag' || kind === 'segment' || kind === 'environment';
}
