import { parseAttribute } from '../targeting/attribute.ts';
import type { Attribute } from '../targeting/attribute.ts';
import type { CompiledSegment, CompiledEntry } from '../evaluation/compiled.ts';
import { isDocumentEntry } from './document-entry.ts';

/** A segment whose members are stored outside its document. */
export interface StoredSegment {
  readonly key: string;
  /** The attribute matched against members. */
  readonly by: Attribute;
}

type Segments = ReadonlyMap<string, CompiledEntry<CompiledSegment>>;

/** A change that touches no segment keeps the map of segments. */
const found = new WeakMap<Segments, readonly StoredSegment[]>();

/** Returns the enabled segments with stored members. Scans every segment, once per version of the map. */
export function storedSegments(segments: Segments): readonly StoredSegment[] {
  let stored = found.get(segments);
  if (stored === undefined) found.set(segments, (stored = find(segments)));
  return stored;
}

function find(segments: Segments): readonly StoredSegment[] {
  const stored: StoredSegment[] = [];
  segments.forEach((slot, key) => {
    const document = isDocumentEntry(slot) ? slot.document : undefined;
    if (document?.kind !== 'segment' || document.members !== 'stored' || document.enabled === false) return;
    stored.push({ key, by: parseAttribute(document.by ?? 'targetingKey') });
  });
  return stored;
}
