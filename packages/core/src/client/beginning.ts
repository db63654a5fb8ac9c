import { idOf } from '../evaluation/read-input.ts';
import type { NodeMap } from '../evaluation/node-map.ts';
import { firstRuleset, UNLOADED, updateRulesetNow } from '../evaluation/ruleset.ts';
import type { RulesetUpdate } from '../evaluation/ruleset.ts';
import type { Document } from '../model/document.ts';
import { createOwnStore, createSeededStore } from '../storage/memory/memory-storage.ts';
import { localUuid } from '../storage/local-uuid.ts';
import type { StorageBackend } from '../storage/port.ts';
import type { StoreView } from '../storage/store-view.ts';
import { takeOver } from './canonical-document.ts';
import type { Settings } from './settings.ts';

/** What a client starts with: its store, and its bootstrap documents. */
export interface Beginning {
  readonly storage: StorageBackend;
  /** What the client's own store holds; undefined: it was given one. */
  readonly view: (() => StoreView) | undefined;
  readonly documents: readonly unknown[];
  /** Their ruleset, faults included; undefined: an engine must be loaded first. */
  readonly update: RulesetUpdate | undefined;
}

/** Throws `INVALID_DOCUMENT` for what JSON cannot say, and `INVALID_OPTIONS` for a document that is there twice. */
export function readBootstrap({ storage, bootstrap }: Settings): Beginning {
  const isOwn = storage === undefined && bootstrap.length > 0;
  const revision = isOwn ? { epoch: localUuid(), number: 1, token: localUuid() } : undefined;
  const at = new Date().toISOString();
  const fields = isOwn ? { version: 1, createdAt: at, updatedAt: at } : undefined;
  const update = firstRuleset(revision, bootstrap, { takeOver, fields });
  if (update === undefined)
    return readOneByOne(
      storage,
      Array.from(bootstrap, (document) => takeOver(document)),
    );
  if (storage !== undefined) return { storage, view: undefined, documents: bootstrap, update };
  const { nodes } = update.ruleset.state;
  // The store's first commit is what is in force: it need not be loaded from there.
  const own =
    revision === undefined
      ? createOwnStore([])
      : createSeededStore({ revision, at, documents: () => documentsOf(nodes) });
  return { ...own, documents: bootstrap, update };
}

function readOneByOne(storage: StorageBackend | undefined, documents: readonly unknown[]): Beginning {
  // A document without an id cannot be in a store; its ruleset is refused, with the reason.
  const kept = documents.every((document) => idOf(document) !== undefined) ? documents : [];
  const own = storage === undefined ? createOwnStore(kept as readonly Document[]) : undefined;
  // The documents as the store has them: they are not read a second time when they are loaded from there.
  const stored = own !== undefined && kept === documents ? own.view().documents : documents;
  const update = updateRulesetNow(UNLOADED, { revision: undefined, documents: stored });
  return { storage: storage ?? own!.storage, view: own?.view, documents: stored, update };
}

function documentsOf(nodes: NodeMap): Document[] {
  const documents: Document[] = [];
  nodes.forEach(({ document }) => documents.push(document));
  return documents;
}
