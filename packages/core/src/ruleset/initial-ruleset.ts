// Docs: docs/design/start-up.md
import type { DocumentId, StoredDocument } from '../model/document.ts';
import type { Revision } from '../model/revision.ts';
import type { CompiledEntry } from '../evaluation/compiled.ts';
import { countReferrers } from './check-all-references.ts';
import { findInvalid } from './check-references.ts';
import { DocumentIndex } from './document-index.ts';
import { DocumentEntry } from './document-entry.ts';
import { parseDocument, plainFacts } from '../documents/parse-document.ts';
import { fastPathCost } from '../documents/parse/fast-path.ts';
import { createRuleset } from './ruleset.ts';
import type { RulesetUpdate } from './ruleset.ts';
import { VersionedMap } from './versioned-map.ts';

/**
 * Returns the first ruleset of a set of documents without issues: all are valid, ids are unique, references resolve, and no
 * engine is missing. Otherwise undefined; `updateRulesetNow` then reads them one by one and reports every issue. Most processes
 * start here.
 */
export function initialRuleset(
  revision: Revision | undefined,
  documents: readonly unknown[],
): RulesetUpdate | undefined {
  const flags = new Map<string, CompiledEntry<never>>();
  const segments = new Map<string, CompiledEntry<never>>();
  const environments = new Map<string, CompiledEntry<never>>();
  let refers = false;
  for (let index = 0; index < documents.length; index++) {
    const input = documents[index];
    const cost = fastPathCost(input);
    if (cost >= 0) {
      const flag = input as StoredDocument;
      flags.set(flag.key, new DocumentEntry<never>(flag, plainFacts(cost)));
      continue;
    }
    const node = readNode(input);
    if (node === undefined) return undefined;
    refers ||= node.references.length > 0;
    const { kind, key } = node.document;
    (kind === 'flag' ? flags : kind === 'segment' ? segments : environments).set(key, node);
  }
  if (flags.size + segments.size + environments.size !== documents.length) return undefined;
  const nodes = new DocumentIndex(new VersionedMap(flags), new VersionedMap(segments), new VersionedMap(environments));
  if (refers && findInvalid(nodes, (id) => nodes.has(id)).size > 0) return undefined;
  const referrers = refers ? countReferrers(nodes) : new Map<DocumentId, number>();
  const state = {
    nodes,
    referrers: new VersionedMap(referrers),
    fallbacks: new Map(),
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
