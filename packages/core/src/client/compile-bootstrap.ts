import { takeOver } from '../documents/json-copy.ts';
import { invalidDocument } from '../documents/parse-document.ts';
import { idOf } from '../documents/document-identity.ts';
import { parseDocument } from '../documents/parse-document.ts';
import { documentId, withoutStorageFields } from '../model/document.ts';
import type { Document, DocumentId, StorageFields } from '../model/document.ts';
import { invalidOptions } from '../model/input.ts';
import { initialRuleset } from '../ruleset/initial-ruleset.ts';
import { UNLOADED, updateRulesetNow } from '../ruleset/update-ruleset.ts';
import type { RulesetUpdate } from '../ruleset/update-ruleset.ts';
import { localUuid } from '../storage/local-uuid.ts';
import type { FirstCommit } from '../storage/memory/memory-storage.ts';
import type { Snapshot, StorageBackend } from '../storage/port.ts';
import { createOwnStore } from './own-store.ts';
import { finishNow } from '../timing/steps.ts';
import type { Settings } from './settings.ts';

/** A client's store, and its bootstrap documents as a ruleset. */
export interface CompiledBootstrap extends Snapshot {
  readonly storage: StorageBackend;
  /** Undefined when an engine must be loaded first. */
  readonly update: RulesetUpdate | undefined;
}

/**
 * Compiles the bootstrap documents. Without a storage option they become the first commit of a store in memory. The ruleset is
 * built from that store, so the first load changes nothing.
 *
 * @throws {FlagstaffError} INVALID_DOCUMENT when a document is invalid.
 * @throws {FlagstaffError} INVALID_OPTIONS when two documents have the same id.
 */
export function compileBootstrap({ storage, bootstrap }: Settings): CompiledBootstrap {
  return compileAtOnce(storage, bootstrap) ?? compileOneByOne(storage, bootstrap);
}

/** Names the first commit of the client's own store. Undefined when nothing is to be stored there. */
function ownCommit(
  storage: StorageBackend | undefined,
  bootstrap: readonly unknown[],
): Omit<FirstCommit, 'documents'> | undefined {
  if (storage !== undefined || bootstrap.length === 0) return undefined;
  // The names are given: a client may be created where a runtime has no secure randomness yet.
  return { revision: { epoch: localUuid(), number: 1, token: localUuid() }, at: new Date().toISOString() };
}

/** The usual way: nothing is wrong with any document, and none is copied. Undefined otherwise. */
function compileAtOnce(
  storage: StorageBackend | undefined,
  bootstrap: readonly unknown[],
): CompiledBootstrap | undefined {
  const own = ownCommit(storage, bootstrap);
  const update = finishNow(initialRuleset(own?.revision, bootstrap, { takeOver, fields: own && fieldsOf(own) }));
  if (update === undefined) return undefined;
  const { nodes } = update.ruleset.state;
  const documents = (): Document[] => [...nodes.values()].map(({ document }) => document);
  return {
    storage: storage ?? createOwnStore(own && { ...own, documents }),
    revision: own?.revision,
    documents: bootstrap as Snapshot['documents'],
    update,
  };
}

function compileOneByOne(storage: StorageBackend | undefined, bootstrap: readonly unknown[]): CompiledBootstrap {
  // Holes too: a list may have them.
  const given = Array.from(bootstrap, (document) => takeOver(document)) as readonly Document[];
  given.forEach(checkAddressable);
  const own = ownCommit(storage, bootstrap);
  if (own !== undefined) checkUnique(given);
  const documents = (
    own === undefined ? given : given.map((document) => ({ ...fieldsOf(own), ...withoutStorageFields(document) }))
  ) as Snapshot['documents'];
  const snapshot = { revision: own?.revision, documents };
  const update = updateRulesetNow(UNLOADED, snapshot);
  // Without its engines there is no ruleset yet, but each document can be validated alone.
  if (update === undefined) documents.forEach(checkAlone);
  const [fault] = update?.rejected ?? [];
  if (fault !== undefined) throw invalidDocument(`The bootstrap document ${fault.id} is not valid.`, fault.issues);
  return { storage: storage ?? createOwnStore(own && { ...own, documents: () => documents }), ...snapshot, update };
}

function fieldsOf({ at }: { readonly at: string }): StorageFields {
  return { version: 1, createdAt: at, updatedAt: at };
}

function checkUnique(documents: readonly Document[]): void {
  const seen = new Set<DocumentId>();
  for (const document of documents) {
    const id = documentId(document);
    if (seen.has(id)) throw invalidOptions(`bootstrap: two documents have the id ${id}. Remove one.`);
    seen.add(id);
  }
}

/** A store addresses documents by kind and key, so reject documents without them here. */
function checkAddressable(document: unknown, index: number): void {
  if (idOf(document) === undefined) checkAlone(document, index);
}

function checkAlone(document: unknown, index: number): void {
  const parsed = parseDocument(document);
  if (parsed.ok) return;
  const name = idOf(document) ?? `(document ${index})`;
  throw invalidDocument(`The bootstrap document ${name} is not valid.`, parsed.issues);
}
