import { invalidDocument, takeOver } from '../documents/canonical-document.ts';
import { idOf } from '../documents/document-identity.ts';
import { parseDocument } from '../documents/parse-document.ts';
import type { Document } from '../model/document.ts';
import { UNLOADED, updateRulesetNow } from '../ruleset/update-ruleset.ts';
import type { RulesetUpdate } from '../ruleset/update-ruleset.ts';
import { createOwnStore } from '../storage/memory/memory-storage.ts';
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
  // `Array.from` also visits holes.
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
