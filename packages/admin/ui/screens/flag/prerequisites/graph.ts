import type { FlagDocument } from '@flagstaff/core';
import { splitId } from '../../../lib/paths.ts';

/** A flag in the picture. What it depends on stands left of it. */
export interface GraphNode {
  readonly key: string;
  /** 0 for the flag that is shown, below for what it depends on, above for what depends on it. */
  readonly column: number;
  readonly row: number;
}

/** A flag, and one that it depends on. */
export type Edge = readonly [from: GraphNode, to: GraphNode];

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly Edge[];
}

/** A reference between documents, as the server lists it. */
interface Reference {
  readonly from: string;
  readonly to: string;
  readonly as: string;
}

/** Places the flags around a draft: its own prerequisites are the draft's, all others are the server's. */
export function graphOf(draft: FlagDocument, references: readonly Reference[]): Graph {
  const stored = references
    .filter(({ as }) => as === 'prerequisite')
    .map(({ from, to }) => [splitId(from)[1], splitId(to)[1]] as const)
    .filter(([from]) => from !== draft.key);
  const own = (draft.prerequisites ?? [])
    .filter(({ flag }) => flag !== '')
    .map(({ flag }) => [draft.key, flag] as const);
  const links = [...own, ...stored];
  const columns = new Map([[draft.key, 0]]);
  spread(columns, links, -1);
  spread(
    columns,
    links.map(([from, to]) => [to, from] as const),
    1,
  );
  const rows = new Map<number, number>();
  const nodes = [...columns].map(([key, column]): GraphNode => {
    const row = rows.get(column) ?? 0;
    rows.set(column, row + 1);
    return { key, column, row };
  });
  const nodeOf = (key: string): GraphNode | undefined => nodes.find((node) => node.key === key);
  const edges = links.flatMap(([from, to]): readonly Edge[] => {
    const [start, end] = [nodeOf(from), nodeOf(to)];
    return start === undefined || end === undefined ? [] : [[start, end]];
  });
  return { nodes, edges };
}

/** Columns that arrow keys move by, to the flags on the left that are needed, and to those on the right that need. */
const SIDES: { readonly [key: string]: number } = { ArrowLeft: -1, ArrowRight: 1 };
const ROWS: { readonly [key: string]: number } = { ArrowUp: -1, ArrowDown: 1 };

/** Returns the flag that an arrow key leads to: beside, one that is linked if there is any. Undefined for other keys and at an edge. */
export function neighborOf({ nodes, edges }: Graph, from: GraphNode, key: string): GraphNode | undefined {
  const row = ROWS[key];
  if (row !== undefined) return nodes.find((node) => node.column === from.column && node.row === from.row + row);
  const side = SIDES[key];
  if (side === undefined) return undefined;
  const beside = nodes.filter((node) => Math.sign(node.column - from.column) === side);
  const isLinked = (node: GraphNode): boolean =>
    edges.some(([start, end]) => (start === from && end === node) || (start === node && end === from));
  const distance = (node: GraphNode): number =>
    (isLinked(node) ? 0 : 1_000_000) + Math.abs(node.column - from.column) * 1_000 + Math.abs(node.row - from.row);
  return beside.toSorted((one, other) => distance(one) - distance(other))[0];
}

/** Gives each flag that links lead to, in one direction, the column of its distance. */
function spread(
  columns: Map<string, number>,
  links: readonly (readonly [from: string, to: string])[],
  direction: 1 | -1,
): void {
  let reached = [...columns].filter(([, column]) => column === 0).map(([key]) => key);
  for (let column = direction; reached.length > 0; column += direction) {
    const next = links.filter(([from, to]) => reached.includes(from) && !columns.has(to)).map(([, to]) => to);
    next.forEach((key) => columns.set(key, column));
    reached = next;
  }
}
