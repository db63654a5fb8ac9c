import { invalidDocument, takeOver } from '../documents/canonical-document.ts';
import { idOf } from '../documents/document-identity.ts';
import { parseDocument } from '../documents/parse-document.ts';
import type { Document } from '../model/document.ts';
import { initialRuleset } from '../ruleset/initial-ruleset.ts';
import { UNLOADED, updateRulesetNow } from '../ruleset/update-ruleset.ts';
import type { RulesetUpdate } from '../ruleset/update-ruleset.ts';
import { localUuid } from '../storage/local-uuid.ts';
import { createLazyStore, createOwnStore } from '../storage/memory/memory-storage.ts';
import type { Snapshot, StorageBackend } from '../storage/port.ts';
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

/** The usual way: nothing is wrong with any document, and none is copied. Undefined otherwise. */
function compileAtOnce(
  storage: StorageBackend | undefined,
  bootstrap: readonly unknown[],
): CompiledBootstrap | undefined {
  const at = new Date().toISOString();
  const isOwn = storage === undefined && bootstrap.length > 0;
  // The names are given: a client may be created where a runtime has no secure randomness yet.
  const revision = isOwn ? { epoch: localUuid(), number: 1, token: localUuid() } : undefined;
  const fields = isOwn ? { version: 1, createdAt: at, updatedAt: at } : undefined;
  const update = initialRuleset(revision, bootstrap, { takeOver, fields });
  if (update === undefined) return undefined;
  const { nodes } = update.ruleset.state;
  const documents = (): Document[] => [...nodes.values()].map(({ document }) => document);
  const own = revision === undefined ? createOwnStore([]).storage : createLazyStore({ revision, at, documents });
  return { storage: storage ?? own, revision, documents: bootstrap as Snapshot['documents'], update };
}

function compileOneByOne(storage: StorageBackend | undefined, bootstrap: readonly unknown[]): CompiledBootstrap {
  // Holes too: a list may have them.
  const documents = Array.from(bootstrap, (document) => takeOver(document)) as readonly Document[];
  documents.forEach(checkAddressable);
  const own = storage === undefined ? createOwnStore(documents) : undefined;
  const snapshot = own?.snapshot ?? { revision: undefined, documents: documents as Snapshot['documents'] };
  const update = updateRulesetNow(UNLOADED, snapshot);
  // Without its engines there is no ruleset yet, but each document can be validated alone.
  if (update === undefined) snapshot.documents.forEach(checkAlone);
  const [fault] = update?.rejected ?? [];
  if (fault !== undefined) throw invalidDocument(`The bootstrap document ${fault.id} is not valid.`, fault.issues);
  return { storage: own?.storage ?? storage!, ...snapshot, update };
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
