import { enabledRules } from '../../documents/enabled-rules.ts';
import { parseDocument } from '../../documents/parse-document.ts';
import type { DocumentId } from '../../model/document.ts';
import type { FlagDocument } from '../../model/flag.ts';
import type { SegmentDocument } from '../../model/segment.ts';
import { isDocumentEntry } from '../../ruleset/document-entry.ts';
import { environmentChain } from '../../ruleset/environment-ruleset.ts';
import type { Ruleset } from '../../ruleset/update-ruleset.ts';
import { createSlices } from '../../timing/slices.ts';
import { effectiveDifferences, effectiveFlag, segmentsDiffer } from './effective-values.ts';
import type { AffectedFlag } from './types.ts';

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

export interface Affected extends AffectedFlag {
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
  const isSegmentChanged = createSegmentCheck(versions);
  const found: Affected[] = [];
  const pause = createSlices();
  for (const environment of environments) {
    const impactOn = createFlagCheck(versions, environment, at, isSegmentChanged);
    for (const key of keys) {
      const turn = pause();
      if (turn !== undefined) await turn;
      const impact = impactOn(key);
      if (impact !== undefined) found.push(impact);
    }
  }
  return found;
}

function createFlagCheck(
  { before, after }: Versions,
  environment: string | null,
  at: number,
  isSegmentChanged: (key: string) => boolean,
): (key: string) => Affected | undefined {
  const known = new Map<string, Affected | undefined>();
  const [chainBefore, chainAfter] = [before, after].map((each) => chainOf(each, environment)) as [string[], string[]];

  function versionsOf(key: string): FlagVersions {
    const [from, to] = [flagIn(before, key), flagIn(after, key)];
    return {
      before: from && effectiveFlag(from, chainBefore, at),
      after: to && effectiveFlag(to, chainAfter, at),
    };
  }

  function isChanged(id: DocumentId): boolean {
    const key = id.slice(id.indexOf(':') + 1);
    return id.startsWith('segment:') ? isSegmentChanged(key) : impactOn(key) !== undefined;
  }

  function impactOn(key: string): Affected | undefined {
    if (known.has(key)) return known.get(key);
    // References have no cycles. This ends the recursion regardless.
    known.set(key, undefined);
    const versions = versionsOf(key);
    const impact = compare(key, versions);
    known.set(key, impact);
    return impact;
  }

  function compare(flag: string, versions: FlagVersions): Affected | undefined {
    const { before: from, after: to } = versions;
    const base = { flag, environment, versions };
    if (from === undefined || to === undefined) {
      if (from === to) return undefined;
      return { ...base, change: from === undefined ? 'created' : 'deleted', fields: [], through: [] };
    }
    const fields = effectiveDifferences(from, to, at);
    const through = usedBy(to).filter(isChanged);
    return fields.length + through.length === 0 ? undefined : { ...base, change: 'changed', fields, through };
  }

  return impactOn;
}

function createSegmentCheck({ before, after }: Versions): (key: string) => boolean {
  const known = new Map<string, boolean>();
  const isChanged = (key: string): boolean => {
    const earlier = known.get(key);
    if (earlier !== undefined) return earlier;
    known.set(key, false);
    const used = after.state.nodes.slot(`segment:${key}`);
    const changed =
      segmentsDiffer(segmentIn(before, key), segmentIn(after, key)) ||
      (isDocumentEntry(used) && used.references.some((id) => isChanged(id.slice('segment:'.length))));
    known.set(key, changed);
    return changed;
  };
  return isChanged;
}

/** Returns the segments and flags that an effective flag uses. */
function usedBy({ environments: _, rules, ...flag }: FlagDocument): readonly DocumentId[] {
  const parsed = parseDocument({ ...flag, ...(rules === undefined ? {} : { rules: enabledRules(rules) }) });
  return parsed.ok ? [...new Set(parsed.facts.references)] : [];
}

function chainOf(ruleset: Ruleset, environment: string | null): readonly string[] {
  return environment === null ? [] : (environmentChain(ruleset, environment) ?? []);
}

function flagIn({ documents }: Ruleset, key: string): FlagDocument | undefined {
  const document = documents.get(`flag:${key}`);
  return document?.kind === 'flag' ? document : undefined;
}

function segmentIn({ documents }: Ruleset, key: string): SegmentDocument | undefined {
  const document = documents.get(`segment:${key}`);
  return document?.kind === 'segment' ? document : undefined;
}
