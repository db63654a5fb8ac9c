// Docs: docs/experiments.md, "Preview a change"
import { variantsOf } from '../documents/variants.ts';
import { sameJson } from '../model/json-equal.ts';
import type { When } from '../model/condition.ts';
import type { FlagDocument, Holdout, Namespace, Rollout, Rule, Serve } from '../model/flag.ts';
import { rolloutThreshold, splitCutPoints } from '../targeting/bucket.ts';
import type { BucketStream } from '../targeting/bucket.ts';
import { compileRamp } from '../targeting/ramp.ts';
import type { Move, MovedShare } from './types.ts';

// Within a group of subjects that match the same conditions, only hashes decide. Each hash space is a dimension; rules cut it into
// ranges. A cell is a product of ranges in which both versions of the flag serve one variant, so its size is the exact share.

const HASHES = 2 ** 32;
/** Maximum number of cells. */
const MAX_CELLS = 20_000;

/** A range of one hash space. `to` is exclusive. */
interface Range {
  readonly from: number;
  readonly to: number;
}

type Cell = ReadonlyMap<string, Range>;

/** Requires a hash to be in a range. */
interface Gate extends Range {
  readonly dimension: string;
}

/** A variant, null for the caller's default, or a split. */
type Served =
  | string
  | null
  | { readonly dimension: string; readonly cutPoints: readonly number[]; readonly variants: readonly string[] };

interface Step {
  readonly gates: readonly Gate[];
  readonly serve: Served;
}

/** A variant, or where to cut the cell because it is served more than one. */
type Answer = { readonly variant: string | null } | { readonly dimension: string; readonly at: number };

type Share = Pick<MovedShare, 'when' | 'rules' | 'moved' | 'moves'>;

/**
 * Returns the shares of the subjects that move between two effective versions of a flag. Overrides and prerequisites are left out,
 * and so are subjects without the attributes to bucket by.
 */
export function movedShares(before: FlagDocument, after: FlagDocument, at: number): Share[] {
  const [from, to] = [versionOf(before), versionOf(after)];
  // The subjects that match no condition, then each different condition.
  return [...new Map([...from.groups, ...to.groups])].flatMap(([text, [first]]) => {
    const when = text === '' ? null : first!.rule.when!;
    const share = shareOf(text, when, from, to, at);
    return share.moved === 0 ? [] : [share];
  });
}

/** A rule that is not disabled. */
interface UsedRule {
  readonly rule: Rule;
  readonly index: number;
}

/** A version of a flag. */
interface Version {
  readonly flag: FlagDocument;
  /** The rules by the text of their condition, which is empty for those that apply to all: a flag may have as many conditions as rules. */
  readonly groups: ReadonlyMap<string, readonly UsedRule[]>;
}

function versionOf(flag: FlagDocument): Version {
  const groups = new Map<string, UsedRule[]>([['', []]]);
  flag.rules?.forEach((rule, index) => {
    if (rule.enabled === false) return;
    const text = textOf(rule.when);
    const group = groups.get(text) ?? [];
    groups.set(text, group);
    group.push({ rule, index });
  });
  return { flag, groups };
}

/** One condition and a list of it are the same. */
function textOf(when: When = []): string {
  const list = Array.isArray(when) ? when : [when];
  return list.length === 0 ? '' : JSON.stringify(list);
}

function shareOf(group: string, when: When | null, before: Version, after: Version, at: number): Share {
  const [from, to] = [before, after].map((version) => pathOf(version, group, at)) as [Step[], Step[]];
  const rules = { before: indexesOf(before, group), after: indexesOf(after, group) };
  const sizes = sameJson(from, to) ? new Map<string, Move>() : sizesOf(from, to);
  if (sizes === undefined) return { when, rules, moved: null, moves: [] };
  const moves = [...sizes.values()].toSorted((a, b) => b.share - a.share);
  return { when, rules, moved: moves.reduce((sum, { share }) => sum + share, 0), moves };
}

const rulesOf = ({ groups }: Version, group: string): readonly UsedRule[] => groups.get(group) ?? [];

const indexesOf = (version: Version, group: string): number[] =>
  group === '' ? [] : rulesOf(version, group).map(({ index }) => index);

/** Returns the steps that decide for a group: the holdout, the rules that apply to it, and the default. */
function pathOf(version: Version, group: string, at: number): Step[] {
  const { flag } = version;
  const { status = 'active', holdout, seed = flag.key } = flag;
  const { off = null, fallback = null } = variantsOf(flag);
  if (status !== 'active') return [{ gates: [], serve: off }];
  const steps: Step[] = holdout === undefined ? [] : [{ gates: [holdoutGate(holdout)], serve: off }];
  const always = group === '' ? [] : rulesOf(version, '');
  for (const { rule } of [...always, ...rulesOf(version, group)].toSorted((a, b) => a.index - b.index)) {
    const { namespace, rollout, serve } = rule;
    const gates = [
      ...(namespace === undefined ? [] : [namespaceGate(namespace)]),
      ...(rollout === undefined ? [] : [rolloutGate(rollout, seed, at)]),
    ];
    steps.push({ gates, serve: servedBy(serve, seed) });
  }
  return [...steps, { gates: [], serve: servedBy(fallback, seed) }];
}

function dimensionOf(stream: BucketStream, seed: string, by = 'targetingKey'): string {
  return JSON.stringify([stream, seed, by]);
}

function holdoutGate({ name, percentage, by }: Holdout): Gate {
  return { dimension: dimensionOf('holdout', name, by), from: 0, to: rolloutThreshold(percentage) };
}

function namespaceGate({ name, range, by }: Namespace): Gate {
  const [from, to] = range.map(rolloutThreshold) as [number, number];
  return { dimension: dimensionOf('namespace', name, by), from, to };
}

function rolloutGate(rollout: Rollout, seed: string, at: number): Gate {
  const percentage = compileRamp(rollout)?.(at) ?? rollout.percentage ?? 0;
  return {
    dimension: dimensionOf('rollout', rollout.seed ?? seed, rollout.by),
    from: 0,
    to: rolloutThreshold(percentage),
  };
}

function servedBy(serve: Serve | null, seed: string): Served {
  if (serve === null || typeof serve === 'string') return serve;
  const { split, by, seed: own = seed } = serve;
  return {
    dimension: dimensionOf('split', own, by),
    cutPoints: splitCutPoints(Object.values(split)),
    variants: Object.keys(split),
  };
}

/** Returns the size of what moves, by pair of variants. Undefined when there are too many cells. */
function sizesOf(before: readonly Step[], after: readonly Step[]): Map<string, Move> | undefined {
  const moves = new Map<string, Move>();
  const cells: Cell[] = [new Map()];
  for (let count = 0; cells.length > 0; count += 1) {
    if (count > MAX_CELLS) return undefined;
    const cell = cells.pop()!;
    const from = answerIn(before, cell);
    const to = 'variant' in from ? answerIn(after, cell) : from;
    if ('at' in to) for (const part of cut(cell, to.dimension, to.at)) cells.push(part);
    else if ('variant' in from && from.variant !== to.variant) add(moves, from.variant, to.variant, sizeOf(cell));
  }
  return moves;
}

function add(moves: Map<string, Move>, from: string | null, to: string | null, share: number): void {
  const pair = JSON.stringify([from, to]);
  moves.set(pair, { from, to, share: (moves.get(pair)?.share ?? 0) + share });
}

function rangeIn(cell: Cell, dimension: string): Range {
  return cell.get(dimension) ?? { from: 0, to: HASHES };
}

function cut(cell: Cell, dimension: string, at: number): [Cell, Cell] {
  const { from, to } = rangeIn(cell, dimension);
  return [new Map(cell).set(dimension, { from, to: at }), new Map(cell).set(dimension, { from: at, to })];
}

function sizeOf(cell: Cell): number {
  let size = 1;
  for (const { from, to } of cell.values()) size *= (to - from) / HASHES;
  return size;
}

function answerIn(steps: readonly Step[], cell: Cell): Answer {
  for (const { gates, serve } of steps) {
    let isIn = true;
    for (const gate of gates) {
      const { from, to } = rangeIn(cell, gate.dimension);
      const isOutside = to <= gate.from || from >= gate.to;
      // Outside one gate, the others don't matter.
      if (isOutside) {
        isIn = false;
        break;
      }
      if (from < gate.from) return { dimension: gate.dimension, at: gate.from };
      if (to > gate.to) return { dimension: gate.dimension, at: gate.to };
    }
    if (isIn) return serve === null || typeof serve === 'string' ? { variant: serve } : chosen(serve, cell);
  }
  return { variant: null };
}

function chosen({ dimension, cutPoints, variants }: Exclude<Served, string | null>, cell: Cell): Answer {
  const { from, to } = rangeIn(cell, dimension);
  const index = cutPoints.findIndex((point) => point > from);
  return to <= cutPoints[index]! ? { variant: variants[index]! } : { dimension, at: cutPoints[index]! };
}
