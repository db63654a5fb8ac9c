import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { FlagDocument } from '@flagstaff/core';
import { useLocation } from 'wouter-preact';
import { readClosure } from '../../../engine/closure.ts';
import { pathToFlag } from '../../../lib/paths.ts';

const NODE = { width: 190, height: 34, gapX: 60, gapY: 14 };

/** A flag at its distance from the one that is shown. */
interface GraphNode {
  readonly key: string;
  readonly depth: number;
  readonly row: number;
}

/** The flags on which a flag depends, directly or not, as a picture. The list beside it says the same. */
export function PrerequisiteGraph({ flag }: { readonly flag: FlagDocument }): JSX.Element | null {
  const [flags, setFlags] = useState<readonly FlagDocument[]>([]);
  const [, navigate] = useLocation();
  const { prerequisites = [] } = flag;
  const wanted = JSON.stringify(prerequisites);
  useEffect(() => {
    let isLatest = true;
    readClosure(flag).then(
      (documents) => isLatest && setFlags(documents.filter((each) => each.kind === 'flag')),
      () => undefined,
    );
    return () => {
      isLatest = false;
    };
  }, [wanted]);
  if (prerequisites.every(({ flag: key }) => key === '')) return null;
  const { nodes, edges } = graphOf(flag, new Map(flags.map((each) => [each.key, each])));
  const depth = Math.max(...nodes.map((node) => node.depth));
  const rows = Math.max(...nodes.map((node) => node.row)) + 1;
  const size = { width: (depth + 1) * (NODE.width + NODE.gapX) - NODE.gapX, height: rows * (NODE.height + NODE.gapY) };
  const at = ({ depth: column, row }: GraphNode): { readonly x: number; readonly y: number } => ({
    x: (depth - column) * (NODE.width + NODE.gapX),
    y: row * (NODE.height + NODE.gapY),
  });
  return (
    // A wide graph scrolls, which needs the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div class="graph" tabIndex={0} role="region" aria-label="What the flag depends on">
      <svg width={size.width} height={size.height} viewBox={`0 0 ${size.width} ${size.height}`}>
        {edges.map(([from, to]) => {
          const [start, end] = [at(to), at(from)];
          const x = start.x + NODE.width;
          const [y, endY] = [start.y + NODE.height / 2, end.y + NODE.height / 2];
          return (
            <path
              key={`${from.key} ${to.key}`}
              class="graph-edge"
              d={`M${x} ${y} C${x + NODE.gapX / 2} ${y} ${end.x - NODE.gapX / 2} ${endY} ${end.x} ${endY}`}
            />
          );
        })}
        {nodes.map((node) => {
          const { x, y } = at(node);
          const open = (): void => navigate(pathToFlag(node.key, 'prerequisites'));
          const name = node.key.length > 24 ? `${node.key.slice(0, 23)}…` : node.key;
          return (
            <g
              key={node.key}
              class="graph-node"
              data-current={node.depth === 0}
              role="link"
              tabIndex={0}
              aria-label={node.key}
              transform={`translate(${x} ${y})`}
              onClick={open}
              onKeyDown={(event) => event.key === 'Enter' && open()}
            >
              <rect width={NODE.width} height={NODE.height} rx="6" />
              <text x={NODE.width / 2} y={NODE.height / 2} dy="0.35em" text-anchor="middle">
                {name}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** Places each flag at its longest distance, so that all edges point one way. */
function graphOf(
  root: FlagDocument,
  flags: ReadonlyMap<string, FlagDocument>,
): { readonly nodes: readonly GraphNode[]; readonly edges: readonly (readonly [GraphNode, GraphNode])[] } {
  const depths = new Map<string, number>([[root.key, 0]]);
  const links: (readonly [string, string])[] = [];
  const visit = (flag: FlagDocument, path: readonly string[]): void => {
    for (const { flag: key } of flag.prerequisites ?? []) {
      if (key === '' || path.includes(key)) continue;
      if (!links.some(([from, to]) => from === flag.key && to === key)) links.push([flag.key, key]);
      depths.set(key, Math.max(depths.get(key) ?? 0, path.length));
      const next = flags.get(key);
      if (next !== undefined) visit(next, [...path, key]);
    }
  };
  visit(root, [root.key]);
  const rows = new Map<number, number>();
  const nodes = [...depths].map(([key, depth]): GraphNode => {
    const row = rows.get(depth) ?? 0;
    rows.set(depth, row + 1);
    return { key, depth, row };
  });
  const nodeOf = (key: string): GraphNode => nodes.find((node) => node.key === key)!;
  return { nodes, edges: links.map(([from, to]) => [nodeOf(from), nodeOf(to)]) };
}
