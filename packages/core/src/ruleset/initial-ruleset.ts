// Docs: docs/design/start-up.md
import { hasStorageFields } from '../model/document.ts';
import type { DocumentId, StorageFields, StoredDocument } from '../model/document.ts';
import type { Revision } from '../model/revision.ts';
import type { CompiledEntry } from '../evaluation/compiled.ts';
import { countReferrers } from './check-all-references.ts';
import { findInvalid } from './check-references.ts';
import { DocumentIndex } from './document-index.ts';
import { DocumentEntry } from './document-entry.ts';
import { parseDocument } from '../documents/parse-document.ts';
import { fastPathFacts } from '../documents/parse/fast-path.ts';
import { InitialFields } from './initial-fields.ts';
import { createRuleset } from './ruleset.ts';
import type { RulesetUpdate } from './ruleset.ts';
import { VersionedMap } from './versioned-map.ts';
import type { Steps } from '../timing/steps.ts';

export interface InitialOptions {
  /** Makes a document of a value that is not recognized as one at first sight. Defaults to the value itself. */
  readonly takeOver?: (document: unknown) => unknown;
  /** What the store that holds the documents adds to them. Omit for documents that are in no store. */
  readonly fields?: StorageFields | undefined;
}

/**
 * Returns the first ruleset of a set of documents without issues: all are valid, ids are unique, references resolve, and no
 * engine is missing. Otherwise undefined; `updateRulesetNow` then reads them one by one and reports every issue. Most processes
 * start here.
 */
export function* initialRuleset(
  revision: Revision | undefined,
  documents: readonly unknown[],
  { takeOver, fields }: InitialOptions = {},
): Steps<RulesetUpdate | undefined> {
  const flags = new Map<string, CompiledEntry<never>>();
  const segments = new Map<string, CompiledEntry<never>>();
  const environments = new Map<string, CompiledEntry<never>>();
  let refers = false;
  for (let index = 0; index < documents.length; index++) {
    yield;
    const input = documents[index];
    const facts = fastPathFacts(input);
    if (facts !== undefined) {
      const flag = input as StoredDocument;
      // Copied from another store: the fields of that store are not those of this one.
      if (fields !== undefined && hasStorageFields(flag)) return undefined;
      flags.set(flag.key, new DocumentEntry<never>(flag, facts));
      continue;
    }
    const node = readNode(takeOver === undefined ? input : takeOver(input));
    if (node === undefined || (fields !== undefined && hasStorageFields(node.document))) return undefined;
    refers ||= node.references.length > 0;
    const { kind, key } = node.document;
    (kind === 'flag' ? flags : kind === 'segment' ? segments : environments).set(key, node);
  }
  if (flags.size + segments.size + environments.size !== documents.length) return undefined;
  const nodes = new DocumentIndex(new VersionedMap(flags), new VersionedMap(segments), new VersionedMap(environments));
  if (refers && (yield* findInvalid(nodes, (id) => nodes.has(id))).size > 0) return undefined;
  const referrers = refers ? countReferrers(nodes) : new Map<DocumentId, number>();
  const state = {
    nodes,
    referrers: new VersionedMap(referrers),
    fallbacks: new Map(),
    initialFields: fields && new InitialFields(fields),
    unidentified: [],
  };
  let changed: DocumentId[] | undefined;
  return {
    ruleset: createRuleset(revision, new Map(), state),
    // Every document. Created on demand.
    get changed() {
      if (changed === undefined) {
        const ids: DocumentId[] = (changed = []);
        nodes.forEach((_, id) => ids.push(id));
      }
      return changed;
    },
    rejected: [],
  };
}

function readNode(input: unknown): DocumentEntry<never> | undefined {
  const parsed = parseDocument(input);
  if (!parsed.ok || parsed.facts.engines.some((engine) => !engine.isLoaded)) return undefined;
  return new DocumentEntry(parsed.document, parsed.facts);
}
