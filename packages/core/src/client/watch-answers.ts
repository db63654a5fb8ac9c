// Docs: docs/ofrep.md, "Endpoints"
import type { CompiledEntry } from '../evaluation/compiled.ts';
import { readInternals } from '../management/client-internals.ts';
import type { DocumentId, StoredDocument } from '../model/document.ts';
import { ALWAYS, overlap, steadyPeriod } from '../ruleset/steady-period.ts';
import type { Occasion, Period } from '../ruleset/steady-period.ts';
import type { Ruleset } from '../ruleset/ruleset.ts';
import { isHidden } from './asked.ts';

/** Which flags are evaluated. */
export interface WatchAnswersOptions {
  /** Only those for browsers, as the evaluator option of that name. */
  readonly clientSideOnly: boolean;
}

/** What the answers to any context depend on, besides the context. */
interface Dependencies {
  /** Compared by identity. */
  readonly entries: ReadonlyMap<DocumentId, CompiledEntry<unknown> | undefined>;
  readonly documents: readonly StoredDocument[];
  /** Whether answers depend on members outside the documents. */
  readonly hasStoredMembers: boolean;
}

/**
 * Returns a function that returns the version of a client's answers. While it is the same, evaluating all flags for a context
 * returns the same answers. It changes with the documents that they depend on, and at the instants of dates, ramps and time
 * conditions.
 *
 * Undefined while answers have other causes or effects: before documents are loaded, during a linear ramp, with stored members,
 * and with hooks.
 */
export function watchAnswers(client: object, { clientSideOnly }: WatchAnswersOptions): () => number | undefined {
  const internals = readInternals(client);
  if (internals === undefined || internals.hasHooks) return () => undefined;
  const { clock, environmentRuleset, timeEngine } = internals;
  let ruleset: Ruleset | undefined;
  let known: Dependencies | undefined;
  let period = NEVER;
  let version = 0;

  function update(next: Ruleset): Dependencies {
    const found = findDependencies(next, clientSideOnly);
    if (known === undefined || !hasSame(known.entries, found.entries)) period = NEVER;
    ruleset = next;
    known = found;
    return found;
  }

  return () => {
    const current = environmentRuleset();
    if (!current.loaded) return undefined;
    const { documents, hasStoredMembers } = known !== undefined && current === ruleset ? known : update(current);
    if (hasStoredMembers) return undefined;
    const now = clock.now();
    if (!contains(period, now)) {
      period = documents
        .map((document) => periodOf(document, { now, time: timeEngine.library }))
        .reduce(overlap, ALWAYS);
      version += 1;
    }
    return period.isSteady ? version : undefined;
  };
}

function findDependencies(ruleset: Ruleset, clientSideOnly: boolean): Dependencies {
  const { documents, flags, segments, state } = ruleset;
  const ids = new Set<DocumentId>();
  flags.forEach((_, key) => {
    if (!clientSideOnly || !isHidden(ruleset, key)) ids.add(`flag:${key}`);
  });
  const entries = new Map<DocumentId, CompiledEntry<unknown> | undefined>();
  const found: StoredDocument[] = [];
  let hasStoredMembers = false;
  // Iteration visits ids added to the set meanwhile.
  for (const id of ids) {
    const key = id.slice(id.indexOf(':') + 1);
    // Environments are applied to the entries of flags.
    if (id.startsWith('environment:')) continue;
    entries.set(id, id.startsWith('flag:') ? flags.get(key) : segments.get(key));
    for (const referred of state.nodes.get(id)?.references ?? []) ids.add(referred);
    const document = documents.get(id);
    if (document === undefined) continue;
    found.push(document);
    if (document.kind === 'segment' && document.members === 'stored') hasStoredMembers = true;
  }
  return { entries, documents: found, hasStoredMembers };
}

function hasSame<K, V>(one: ReadonlyMap<K, V>, other: ReadonlyMap<K, V>): boolean {
  if (one.size !== other.size) return false;
  for (const [key, value] of one) if (!other.has(key) || other.get(key) !== value) return false;
  return true;
}

/** Contains no instant. */
const NEVER: Period = { from: Number.POSITIVE_INFINITY, until: Number.NEGATIVE_INFINITY, isSteady: false };

/** A change of one document costs only that one. */
const periods = new WeakMap<StoredDocument, Period>();

function periodOf(document: StoredDocument, occasion: Occasion): Period {
  const known = periods.get(document);
  if (known !== undefined && contains(known, occasion.now)) return known;
  const period = steadyPeriod(document, occasion);
  periods.set(document, period);
  return period;
}

function contains({ from, until }: Period, now: number): boolean {
  return from <= now && now < until;
}
