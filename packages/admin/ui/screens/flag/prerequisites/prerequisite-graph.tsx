import type { JSX } from 'preact';
import type { FlagDocument } from '@flagstaff/core';
import { useLocation } from 'wouter-preact';
import { useApi } from '../../../api/query.ts';
import { pathToFlag } from '../../../lib/paths.ts';
import { graphOf } from './graph.ts';
import type { GraphNode } from './graph.ts';

const NODE = { width: 190, height: 34, gapX: 60, gapY: 14 };

/** The flags on which a flag depends and those that depend on it, as a picture. The list beside it says the same. */
export function PrerequisiteGraph({ flag }: { readonly flag: FlagDocument }): JSX.Element | null {
  const [, navigate] = useLocation();
  const { data } = useApi('GET /{kind}/{key}/references', { params: { kind: 'flags', key: flag.key } });
  const { nodes, edges } = graphOf(flag, [...(data?.data.uses ?? []), ...(data?.data.usedBy ?? [])]);
  if (edges.length === 0) return null;
  const columns = nodes.map(({ column }) => column);
  const [first, last] = [Math.min(...columns), Math.max(...columns)];
  const rows = Math.max(...nodes.map(({ row }) => row)) + 1;
  const size = {
    width: (last - first + 1) * (NODE.width + NODE.gapX) - NODE.gapX,
    height: rows * (NODE.height + NODE.gapY),
  };
  const at = ({ column, row }: GraphNode): { readonly x: number; readonly y: number } => ({
    x: (column - first) * (NODE.width + NODE.gapX),
    y: row * (NODE.height + NODE.gapY),
  });
  return (
    // A wide graph scrolls, which needs the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div class="graph" tabIndex={0} role="region" aria-label="Dependencies">
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
              data-current={node.column === 0}
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
