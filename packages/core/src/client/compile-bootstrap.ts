import { invalidDocument, takeOver } from '../documents/canonical-document.ts';
import { idOf } from '../documents/document-identity.ts';
import { parseDocument } from '../documents/parse-document.ts';
import type { Document } from '../model/document.ts';
import { UNLOADED, updateRulesetNow } from '../ruleset/update-ruleset.ts';
import type { RulesetUpdate } from '../ruleset/update-ruleset.ts';
import { createOwnStore } from '../storage/memory/memory-storage.ts';
import type { Snapshot, StorageBackend } from '../storage/port.ts';
import type { Settings } from './settings.ts';

/** The store of a client, and its bootstrap documents as one ruleset. */
export interface CompiledBootstrap extends Snapshot {
  readonly storage: StorageBackend;
  /** Undefined when an engine has to be loaded first. */
  readonly update: RulesetUpdate | undefined;
}

/**
 * Compiles the bootstrap documents. Without a storage option they become the first commit of a store in memory, and the ruleset
 * is made of what that store holds, so the first load finds nothing to change.
 *
 * @throws {FlagstaffError} INVALID_DOCUMENT when a document is not valid, INVALID_OPTIONS when two have the same id
 */
export function compileBootstrap({ storage, bootstrap }: Settings): CompiledBootstrap {
  // Holes too: a list may have them.
  const documents = Array.from(bootstrap, (document) => takeOver(document)) as readonly Document[];
  documents.forEach(checkAddressable);
  const own = storage === undefined ? createOwnStore(documents) : undefined;
  const snapshot = own?.snapshot ?? { revision: undefined, documents: documents as Snapshot['documents'] };
  const update = updateRulesetNow(UNLOADED, snapshot);
  // While an engine is missing there is no ruleset yet, but each document can be judged alone.
  if (update === undefined) snapshot.documents.forEach(checkAlone);
  const [fault] = update?.rejected ?? [];
  if (fault !== undefined) throw invalidDocument(`The bootstrap document ${fault.id} is not valid.`, fault.issues);
  return { storage: own?.storage ?? storage!, ...snapshot, update };
}

/** A store addresses documents by kind and key: what has none is refused before it reaches one. */
function checkAddressable(document: unknown, index: number): void {
  if (idOf(document) === undefined) checkAlone(document, index);
}

function checkAlone(document: unknown, index: number): void {
  const parsed = parseDocument(document);
  if (parsed.ok) return;
  const name = idOf(document) ?? `(document ${index})`;
  throw invalidDocument(`The bootstrap document ${name} is not valid.`, parsed.issues);
}
