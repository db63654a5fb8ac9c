import { parseAttribute } from '../targeting/attribute.ts';
import type { Attribute } from '../targeting/attribute.ts';
import type { Ruleset } from './ruleset-state.ts';

/** A segment whose members are stored outside its document. */
export interface StoredSegment {
  readonly key: string;
  /** The attribute that members are values of. */
  readonly by: Attribute;
}

/** The enabled segments with stored members. Looks at every segment. */
export function findStoredSegments({
  segments,
  documents,
}: Pick<Ruleset, 'segments' | 'documents'>): readonly StoredSegment[] {
  const stored: StoredSegment[] = [];
  segments.forEach(({ problem }, key) => {
    const document = problem === undefined ? documents.get(`segment:${key}`) : undefined;
    if (document?.kind !== 'segment' || document.members !== 'stored' || document.enabled === false) return;
    stored.push({ key, by: parseAttribute(document.by ?? 'targetingKey') });
  });
  return stored;
}
