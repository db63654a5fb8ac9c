import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentId } from '../model/document.ts';
import type { CompiledEntry } from '../evaluation/compiled.ts';
import { parseDocument } from '../documents/parse-document.ts';
import { DocumentEntry, invalidCompiled } from './document-entry.ts';
import { DocumentIndex, forEachReferring, DocumentsView } from './document-index.ts';
import { VersionedMap } from './versioned-map.ts';

const KINDS = ['flag', 'segment', 'environment'] as const;

function entryOf(kind: (typeof KINDS)[number], key: string, refers: boolean): DocumentEntry {
  const when = { segment: 'other' };
  const body = {
    flag: { type: 'boolean', ...(refers && { rules: [{ when, serve: 'on' }] }) },
    segment: refers ? { when } : {},
    environment: refers ? { parent: 'other' } : {},
  }[kind];
  const parsed = parseDocument({ kind, key, ...body });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return new DocumentEntry(parsed.document, parsed.facts);
}

const change = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    key: fc.constantFrom('a', 'b', 'c'),
    to: fc.constantFrom('plain', 'refers', 'invalid', 'gone'),
  })
  .map(({ kind, key, to }): [DocumentId, CompiledEntry<unknown> | undefined] => {
    if (to === 'gone') return [`${kind}:${key}`, undefined];
    // An invalid environment has no entry.
    if (to === 'invalid') return [`${kind}:${key}`, kind === 'environment' ? undefined : invalidCompiled('invalid')];
    return [`${kind}:${key}`, entryOf(kind, key, to === 'refers')];
  });

describe('an index of documents', () => {
  it('has the content of a map by id, in every version', () => {
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 20 }), fc.boolean(), (commits, settles) => {
        let index = new DocumentIndex(new VersionedMap(), new VersionedMap(), new VersionedMap());
        let plain = new Map<DocumentId, CompiledEntry<unknown>>();
        const versions = [{ index, plain }];
        for (const commit of commits) {
          index = index.with(new Map(commit));
          if (settles) index.settle();
          plain = new Map(plain);
          for (const [id, entry] of commit) {
            if (entry === undefined) plain.delete(id);
            else plain.set(id, entry);
          }
          versions.push({ index, plain });
        }
        for (const version of versions) expect(contentOf(version.index)).toEqual(contentOfMap(version.plain));
      }),
    );
  });
});

interface Content {
  readonly slots: readonly unknown[];
  readonly entries: ReadonlyMap<DocumentId, DocumentEntry>;
  readonly referring: ReadonlySet<DocumentId>;
  readonly documents: ReadonlyMap<DocumentId, unknown>;
  readonly size: number;
}

const IDS = KINDS.flatMap((kind) => ['a', 'b', 'c', 'd'].map((key): DocumentId => `${kind}:${key}`));

function contentOf(index: DocumentIndex): Content {
  const referring = new Set<DocumentId>();
  forEachReferring(index, (_, id) => referring.add(id));
  const view = new DocumentsView(index);
  const slots = IDS.map((id) => [index.slot(id), index.get(id), index.has(id), view.get(id), view.has(id)]);
  return { slots, entries: new Map(index), referring, documents: new Map(view), size: view.size };
}

function contentOfMap(plain: ReadonlyMap<DocumentId, CompiledEntry<unknown>>): Content {
  const valid = [...plain].filter((pair): pair is [DocumentId, DocumentEntry] => pair[1] instanceof DocumentEntry);
  const entries = new Map(valid);
  const documents = new Map(valid.map(([id, { document }]) => [id, document]));
  return {
    slots: IDS.map((id) => [plain.get(id), entries.get(id), entries.has(id), documents.get(id), documents.has(id)]),
    entries,
    referring: new Set(valid.filter(([, { references }]) => references.length > 0).map(([id]) => id)),
    documents,
    size: valid.length,
  };
}
