import { enabledRules } from '../documents/enabled-rules.ts';
import { parseDocument } from '../documents/parse-document.ts';
import type { DocumentId } from '../model/document.ts';
import type { FlagDocument } from '../model/flag.ts';
import type { SegmentDocument } from '../model/segment.ts';
import { environmentChain } from '../ruleset/environment-ruleset.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import { createSlices } from '../timing/slices.ts';
import { effectiveDifferences, effectiveFlag, segmentsDiffer } from './effective-values.ts';
import type { AffectedFlag, EffectiveDifference } from './types.ts';

/** The documents before and after changes. */
export interface Versions {
  readonly before: Ruleset;
  readonly after: Ruleset;
}

/** A flag in an environment, before and after changes. */
interface FlagVersions {
  /** Undefined when it does not exist. */
  readonly before: FlagDocument | undefined;
  readonly after: FlagDocument | undefined;
}

export interface Affected {
  readonly effect: AffectedFlag;
  readonly versions: FlagVersions;
}

/**
 * Returns the flags that may serve something else in some environments.
 *
 * @param keys The flags that refer to changed documents, directly or not.
 * @param environments Environments that exist before and after. Null for the unpatched documents.
 */
export async function affectedIn(
  versions: Versions,
  keys: readonly string[],
  environments: readonly (string | null)[],
  at: number,
): Promise<Affected[]> {
  const lookups = {
    factsOf: createFacts(versions),
    causesOfSegment: createSegmentCauses(versions),
    usedBy: createUses(),
  };
  const found: Affected[] = [];
  const pause = createSlices();
  for (const environment of environments) {
    const impactOn = createFlagCheck(versions, environment, at, lookups);
    for (const key of keys) {
      const turn = pause();
      if (turn !== undefined) await turn;
      const impact = impactOn(key);
      if (impact !== undefined) found.push(impact);
    }
  }
  return found;
}

/** What is the same in all environments. */
interface FlagFacts {
  /** Undefined when it does not exist. */
  readonly stored: FlagDocument | undefined;
  readonly wanted: FlagDocument | undefined;
  /** The flag itself, if it changed. */
  readonly changed: readonly DocumentId[];
  /** What it refers to, in any environment. */
  readonly references: readonly DocumentId[];
}

const NONE: readonly EffectiveDifference[] = [];

interface Lookups {
  readonly factsOf: (id: DocumentId) => FlagFacts;
  readonly causesOfSegment: (id: DocumentId) => readonly DocumentId[];
  readonly usedBy: (flag: FlagDocument) => readonly DocumentId[];
}

function createFlagCheck(
  rulesets: Versions,
  environment: string | null,
  at: number,
  { factsOf, causesOfSegment, usedBy }: Lookups,
): (key: string) => Affected | undefined {
  const { before, after } = rulesets;
  const known = new Map<string, Affected | undefined>();
  const [chainBefore, chainAfter] = [before, after].map((each) => chainOf(each, environment)) as [string[], string[]];
  const changedEnvironments = [...new Set([...chainBefore, ...chainAfter])]
    .map((key): DocumentId => `environment:${key}`)
    .filter((id) => isChanged(rulesets, id));

  function causesOf(id: DocumentId): readonly DocumentId[] {
    return id.startsWith('flag:') ? (impactOn(keyIn(id))?.effect.causes ?? []) : causesOfSegment(id);
  }

  function impactOn(key: string): Affected | undefined {
    if (known.has(key)) return known.get(key);
    // References have no cycles. This ends the recursion regardless.
    known.set(key, undefined);
    const impact = compare(key);
    known.set(key, impact);
    return impact;
  }

  function compare(flag: string): Affected | undefined {
    const id: DocumentId = `flag:${flag}`;
    const { stored, wanted, changed, references } = factsOf(id);
    const from = stored && effectiveFlag(stored, chainBefore, at);
    const to = wanted && effectiveFlag(wanted, chainAfter, at);
    const versions = { before: from, after: to };
    if (from === undefined || to === undefined) {
      if (from === to) return undefined;
      const change = from === undefined ? 'created' : 'deleted';
      return { effect: { flag, environment, change, fields: [], causes: [id] }, versions };
    }
    const isSame = changed.length + changedEnvironments.length === 0;
    const fields = isSame ? NONE : effectiveDifferences(from, to, at);
    const causes = fields.length === 0 ? [] : [changed, changedEnvironments];
    // Parsing the effective flag is slow: it is not needed when nothing that the flag refers to has changed.
    const used = references.filter((each) => causesOf(each).length > 0);
    if (used.length > 0) {
      for (const each of usedBy(to)) if (used.includes(each)) causes.push(causesOf(each));
    }
    if (causes.length === 0) return undefined;
    return { effect: { flag, environment, change: 'changed', fields, causes: union(causes) }, versions };
  }

  return impactOn;
}

function createFacts(versions: Versions): Lookups['factsOf'] {
  const { before, after } = versions;
  const known = new Map<DocumentId, FlagFacts>();
  return (id) => {
    let facts = known.get(id);
    if (facts === undefined) {
      const references = (after.state.nodes.get(id)?.references ?? []).filter((to) => !to.startsWith('environment:'));
      const changed = isChanged(versions, id) ? [id] : [];
      facts = { stored: flagIn(before, id), wanted: flagIn(after, id), changed, references };
      known.set(id, facts);
    }
    return facts;
  };
}

/** Returns a function that returns the changed segments that decide whether a segment has other members. */
function createSegmentCauses(versions: Versions): (id: DocumentId) => readonly DocumentId[] {
  const { before, after } = versions;
  const known = new Map<DocumentId, readonly DocumentId[]>();
  return function causesOf(id): readonly DocumentId[] {
    const earlier = known.get(id);
    if (earlier !== undefined) return earlier;
    known.set(id, []);
    const own = segmentsDiffer(segmentIn(before, id), segmentIn(after, id)) ? [id] : [];
    const used = after.state.nodes.get(id)?.references ?? [];
    const causes = union([own, ...used.map(causesOf)]);
    known.set(id, causes);
    return causes;
  };
}

/** Returns a function that returns the segments and flags that an effective flag uses. */
function createUses(): (flag: FlagDocument) => readonly DocumentId[] {
  // An environment without a patch shares the flag of the others.
  const known = new WeakMap<FlagDocument, readonly DocumentId[]>();
  return (effective) => {
    const earlier = known.get(effective);
    if (earlier !== undefined) return earlier;
    const { environments: _, rules, ...flag } = effective;
    const parsed = parseDocument({ ...flag, ...(rules === undefined ? {} : { rules: enabledRules(rules) }) });
    const used = parsed.ok ? [...new Set(parsed.facts.references)] : [];
    known.set(effective, used);
    return used;
  };
}

/** Returns the items of lists, each once. */
function union(lists: readonly (readonly DocumentId[])[]): readonly DocumentId[] {
  const [first = [], ...others] = lists.filter((list) => list.length > 0);
  return others.length === 0 ? first : [...new Set([first, others].flat(2))];
}

function isChanged({ before, after }: Versions, id: DocumentId): boolean {
  return before.state.nodes.slot(id) !== after.state.nodes.slot(id);
}

function chainOf(ruleset: Ruleset, environment: string | null): readonly string[] {
  return environment === null ? [] : (environmentChain(ruleset, environment) ?? []);
}

function keyIn(id: DocumentId): string {
  return id.slice(id.indexOf(':') + 1);
}

function flagIn({ documents }: Ruleset, id: DocumentId): FlagDocument | undefined {
  const document = documents.get(id);
  return document?.kind === 'flag' ? document : undefined;
}

function segmentIn({ documents }: Ruleset, id: DocumentId): SegmentDocument | undefined {
  const document = documents.get(id);
  return document?.kind === 'segment' ? document : undefined;
}
