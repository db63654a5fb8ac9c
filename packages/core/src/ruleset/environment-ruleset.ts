// Docs: docs/environments.md
import type { DocumentId, StoredDocument } from '../model/document.ts';
import type { FlagDocument } from '../model/flag.ts';
import { compileFlag } from '../evaluation/compile/flag.ts';
import type { CompiledFlag, CompiledEntry, Definitions } from '../evaluation/compiled.ts';
import { lazyCompiled } from './document-entry.ts';
import { patchesOf, patchFlag } from '../documents/patch-flag.ts';
import { UNLOADED } from './ruleset.ts';
import type { Ruleset } from './ruleset.ts';
import { VersionedMap } from './versioned-map.ts';

/** A flag with the patches of some environments applied. */
interface PatchedFlag {
  readonly document: StoredDocument & FlagDocument;
  readonly slot: CompiledEntry<CompiledFlag>;
}

/** A derived ruleset lives as long as its base. */
const derivedRulesets = new WeakMap<Ruleset, Map<string, Ruleset>>();
/** Keyed by the joined patching environments: each version of a flag is patched and compiled once, for any number of rulesets. */
const patchedFlags = new WeakMap<FlagDocument, Map<string, PatchedFlag>>();

/**
 * Returns the ruleset of an environment. Unpatched flags are shared with the base; the others are patched here and compiled on
 * first use. An environment that does not exist, or cannot be understood, is not loaded: it never serves another environment's
 * flags.
 */
export function environmentRuleset(base: Ruleset, environment: string): Ruleset {
  if (!base.loaded) return base;
  const known = derivedRulesets.get(base);
  const before = known?.get(environment);
  if (before !== undefined) return before;
  const chain = environmentChain(base, environment);
  // Not cached: the number of existing environments is bounded, that of unknown names is not.
  if (chain === undefined) return unknownEnvironment(base, environment);
  return remember(base, derive(base, environment, chain));
}

/**
 * Derives from a base what was derived from the one before, for the same environments. Costs what changed, not the size of the ruleset.
 *
 * @param changed The documents that differ between the two bases.
 */
export function carryEnvironments(previous: Ruleset, base: Ruleset, changed: readonly DocumentId[]): void {
  // With another chain of parents, any flag may have other patches.
  if (changed.some((id) => id.startsWith('environment:'))) return;
  derivedRulesets.get(previous)?.forEach((before, environment) => {
    const { documents, flags } = before;
    if (!(documents instanceof VersionedMap && flags instanceof VersionedMap)) return;
    const chain = environmentChain(base, environment)!;
    const changedDocuments = new Map<DocumentId, StoredDocument | undefined>();
    const changedFlags = new Map<string, CompiledEntry<CompiledFlag> | undefined>();
    for (const id of changed) {
      const document = base.documents.get(id);
      const patched = patchDocument(document, chain);
      changedDocuments.set(id, patched?.document ?? document);
      if (!id.startsWith('flag:')) continue;
      const key = id.slice('flag:'.length);
      changedFlags.set(key, patched?.slot ?? base.flags.get(key));
    }
    const next = {
      documents: (documents as VersionedMap<DocumentId, StoredDocument>).with(changedDocuments),
      flags: (flags as VersionedMap<string, CompiledEntry<CompiledFlag>>).with(changedFlags),
    };
    next.documents.settle();
    next.flags.settle();
    remember(base, Object.freeze({ ...base, environment, ...next }));
  });
}

/**
 * Returns what evaluating some flags in an existing environment needs. Costs those flags, not the size of the ruleset.
 * @param environment Null for the unpatched documents.
 */
export function environmentPart(base: Ruleset, environment: string | null, keys: readonly string[]): Definitions {
  const { loaded, segments, state } = base;
  if (environment === null) return base;
  const chain = environmentChain(base, environment)!;
  const flags = new Map<string, CompiledEntry<CompiledFlag>>();
  const ids = new Set<DocumentId>(keys.map((key) => `flag:${key}` as const));
  // Iteration visits entries added to the set meanwhile.
  for (const id of ids) {
    const key = id.slice('flag:'.length);
    const slot = patchDocument(base.documents.get(id), chain)?.slot ?? base.flags.get(key);
    if (slot !== undefined) flags.set(key, slot);
    for (const used of state.nodes.get(id)?.references ?? []) if (used.startsWith('flag:')) ids.add(used);
  }
  return { loaded, environment, flags, segments };
}

function remember(base: Ruleset, derived: Ruleset): Ruleset {
  const known = derivedRulesets.get(base);
  if (known === undefined) derivedRulesets.set(base, new Map([[derived.environment!, derived]]));
  else known.set(derived.environment!, derived);
  return derived;
}

/** Returns the environment and its parents, from the root down. Undefined when it does not exist or cannot be understood. */
export function environmentChain({ documents }: Pick<Ruleset, 'documents'>, key: string): string[] | undefined {
  const chain: string[] = [];
  for (let next: string | undefined = key; next !== undefined;) {
    const document = documents.get(`environment:${next}`);
    // Checked documents have no cycles. This ends the loop regardless.
    if (document?.kind !== 'environment' || chain.includes(next)) return undefined;
    chain.unshift(next);
    next = document.parent;
  }
  return chain;
}

/** Returns the chain of every environment. */
export function environmentChains(ruleset: Pick<Ruleset, 'documents'>): (readonly string[])[] {
  const chains: (readonly string[])[] = [];
  ruleset.documents.forEach(({ kind, key }) => {
    const chain = kind === 'environment' ? environmentChain(ruleset, key) : undefined;
    if (chain !== undefined) chains.push(chain);
  });
  return chains;
}

function derive(base: Ruleset, environment: string, chain: readonly string[]): Ruleset {
  const documents = new Map<DocumentId, StoredDocument>();
  const flags = new Map<string, CompiledEntry<CompiledFlag>>();
  base.flags.forEach((slot, key) => flags.set(key, slot));
  base.documents.forEach((document, id) => {
    const patched = patchDocument(document, chain);
    documents.set(id, patched?.document ?? document);
    if (patched !== undefined) flags.set(document.key, patched.slot);
  });
  return Object.freeze({
    ...base,
    environment,
    documents: new VersionedMap(documents),
    flags: new VersionedMap(flags),
  });
}

function patchDocument(document: StoredDocument | undefined, chain: readonly string[]): PatchedFlag | undefined {
  return document?.kind === 'flag' && document.environments !== undefined ? patch(document, chain) : undefined;
}

function patch(flag: StoredDocument & FlagDocument, chain: readonly string[]): PatchedFlag | undefined {
  const patching = chain.filter((key) => Object.hasOwn(flag.environments!, key));
  if (patching.length === 0) return undefined;
  let known = patchedFlags.get(flag);
  if (known === undefined) patchedFlags.set(flag, (known = new Map()));
  // Keys have no slash.
  const name = patching.join('/');
  let patched = known.get(name);
  if (patched === undefined) {
    const document = patchFlag(flag, patchesOf(flag, patching));
    known.set(name, (patched = { document, slot: lazyCompiled(() => compileFlag(document)) }));
  }
  return patched;
}

function unknownEnvironment(base: Ruleset, environment: string): Ruleset {
  return Object.freeze({ ...UNLOADED, revision: base.revision, environment });
}
