import { DocumentEntry } from '../../packages/core/src/ruleset/document-entry.ts';
import { VersionedMap } from '../../packages/core/src/ruleset/versioned-map.ts';

const compiled = (slot) => (slot instanceof DocumentEntry ? slot : undefined);

/** Keeps a map by id beside those by key. */
export class DocumentIndex {
  constructor(flags, segments, environments, byId) {
    this.flags = flags;
    this.segments = segments;
    this.byId =
      byId ?? new VersionedMap(DocumentIndex.join({ flag: flags, segment: segments, environment: environments }));
  }

  static join(kinds) {
    const byId = new Map();
    for (const [kind, slots] of Object.entries(kinds)) slots.forEach((slot, key) => byId.set(`${kind}:${key}`, slot));
    return byId;
  }

  slot(id) {
    return this.byId.get(id);
  }

  get(id) {
    return compiled(this.byId.get(id));
  }

  has(id) {
    return this.get(id) !== undefined;
  }

  get size() {
    let count = 0;
    this.forEach(() => count++);
    return count;
  }

  with(changes) {
    const of = (kind) =>
      new Map([...changes].filter(([id]) => id.startsWith(kind)).map(([id, slot]) => [id.slice(kind.length), slot]));
    return new DocumentIndex(
      this.flags.with(of('flag:')),
      this.segments.with(of('segment:')),
      undefined,
      this.byId.with(changes),
    );
  }

  settle() {
    this.flags.settle();
    this.segments.settle();
    this.byId.settle();
  }

  forEach(visit) {
    this.byId.forEach((slot, id) => slot instanceof DocumentEntry && visit(slot, id, this));
  }

  *entries() {
    for (const [id, slot] of this.byId) if (slot instanceof DocumentEntry) yield [id, slot];
  }

  *keys() {
    for (const [id] of this.entries()) yield id;
  }

  *values() {
    for (const [, node] of this.entries()) yield node;
  }

  [Symbol.iterator]() {
    return this.entries();
  }
}

export function forEachReferring(nodes, visit) {
  nodes.forEach((node, id) => node.references.length > 0 && visit(node, id, nodes));
}
