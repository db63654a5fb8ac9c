import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { FlagDocument } from '@flagstaff/core';
import { Link } from 'wouter-preact';
import { useApi } from '../../../api/query.ts';
import { nameOfPlace } from '../../../changes/field-names.ts';
import { Details } from '../../../components/details.tsx';
import { DocumentLink } from '../../../components/document-links.tsx';
import { pathToFlag } from '../../../lib/paths.ts';
import { useEnvironment } from '../../../session/environment.ts';
import { GateChip } from './gate-chip.tsx';
import { graphOf, neighborOf } from './graph.ts';
import type { Edge, Graph, GraphNode } from './graph.ts';
import { useRequirement } from './requirement.ts';

const NODE = { width: 190, height: 34, gapX: 60, gapY: 14 };

/** Flags up to which all of them are read, to say what blocks what. */
const MAX_READ = 40;

/** The flags on which a flag depends and those that depend on it, as a picture and as a list. */
export function PrerequisiteGraph({ flag }: { readonly flag: FlagDocument }): JSX.Element | null {
  const { data } = useApi('GET /{kind}/{key}/references', { params: { kind: 'flags', key: flag.key } });
  const graph = graphOf(flag, [...(data?.data.uses ?? []), ...(data?.data.usedBy ?? [])]);
  const [environment] = useEnvironment();
  if (graph.edges.length === 0) return null;
  const read = graph.nodes.length <= MAX_READ;
  return (
    <figure class="stack-tight">
      <Picture graph={graph} start={flag.key} read={read} />
      <figcaption class="graph-caption muted">
        {read && (
          <>
            <span>Now, in {nameOfPlace(environment)}:</span>
            <span class="graph-key" data-gate="open">
              met for everyone
            </span>
            <span class="graph-key" data-gate="closed">
              blocks everyone
            </span>
            <span class="graph-key">depends on the user</span>
          </>
        )}
        <span>Arrow keys move between flags.</span>
      </figcaption>
      <Details summary="As a list">
        {() => (
          <ul class="graph-list">
            {graph.edges.map((edge) => (
              <EdgeText key={keyOf(edge)} edge={edge} read={read} />
            ))}
          </ul>
        )}
      </Details>
    </figure>
  );
}

const keyOf = ([from, to]: Edge): string => `${from.key} ${to.key}`;

/** Tab reaches one flag, and the arrow keys the others. */
function Picture({
  graph,
  start,
  read,
}: {
  readonly graph: Graph;
  /** The flag that the keyboard reaches first. */
  readonly start: string;
  readonly read: boolean;
}): JSX.Element {
  const { nodes, edges } = graph;
  const [reached, reach] = useState(start);
  const entry = nodes.some(({ key }) => key === reached) ? reached : start;
  const columns = nodes.map(({ column }) => column);
  const [first, last] = [Math.min(...columns), Math.max(...columns)];
  const rows = Math.max(...nodes.map(({ row }) => row)) + 1;
  const size = {
    width: (last - first + 1) * (NODE.width + NODE.gapX) - NODE.gapX,
    height: rows * (NODE.height + NODE.gapY) - NODE.gapY,
  };
  const at = ({ column, row }: GraphNode): Point => ({
    x: (column - first) * (NODE.width + NODE.gapX),
    y: row * (NODE.height + NODE.gapY),
  });
  return (
    <div class="graph" role="group" aria-label="Dependencies">
      <svg width={size.width} height={size.height} viewBox={`0 0 ${size.width} ${size.height}`}>
        {edges.map((edge) => (
          <EdgeLine key={keyOf(edge)} edge={edge} at={at} read={read} />
        ))}
        {nodes.map((node) => {
          const { x, y } = at(node);
          const name = node.key.length > 24 ? `${node.key.slice(0, 23)}…` : node.key;
          return (
            <g key={node.key} transform={`translate(${x} ${y})`}>
              <Link
                href={pathToFlag(node.key, 'prerequisites')}
                class="graph-node"
                data-key={node.key}
                data-current={node.column === 0}
                // Preact sets attributes of SVG by their own names.
                tabindex={node.key === entry ? 0 : -1}
                aria-label={node.key}
                aria-current={node.column === 0 ? 'page' : undefined}
                onFocus={() => reach(node.key)}
                onKeyDown={(event: JSX.TargetedKeyboardEvent<Element>) => {
                  const next = neighborOf(graph, node, event.key);
                  if (next === undefined) return;
                  event.preventDefault();
                  focusOn(event.currentTarget.closest('svg'), next);
                }}
              >
                <rect width={NODE.width} height={NODE.height} rx="6" />
                <text x={NODE.width / 2} y={NODE.height / 2} dy="0.35em" text-anchor="middle">
                  {name}
                </text>
              </Link>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function focusOn(picture: Element | null, { key }: GraphNode): void {
  picture?.querySelector<SVGElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface EdgeProps {
  readonly edge: Edge;
  readonly read: boolean;
}

function EdgeLine({
  edge: [from, to],
  at,
  read,
}: EdgeProps & { readonly at: (node: GraphNode) => Point }): JSX.Element {
  const { gate } = useRequirement(from.key, to.key, read);
  const [start, end] = [at(to), at(from)];
  const x = start.x + NODE.width;
  const [y, endY] = [start.y + NODE.height / 2, end.y + NODE.height / 2];
  const curve = `M${x} ${y} C${x + NODE.gapX / 2} ${y} ${end.x - NODE.gapX / 2} ${endY} ${end.x} ${endY}`;
  return <path class="graph-edge" data-gate={gate} d={curve} />;
}

function EdgeText({ edge: [from, to], read }: EdgeProps): JSX.Element {
  const { variants, gate } = useRequirement(from.key, to.key, read);
  return (
    <li>
      <span>
        <DocumentLink id={`flag:${from.key}`} /> needs <DocumentLink id={`flag:${to.key}`} />
        {variants.length > 0 && ` to serve ${variants.join(' or ')}`}
      </span>
      <GateChip gate={gate} />
    </li>
  );
}
