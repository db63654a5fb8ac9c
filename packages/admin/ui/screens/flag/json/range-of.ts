import { ensureSyntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';

/** A node of the syntax tree, as far as it is needed. */
interface Node {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly firstChild: Node | null;
  readonly nextSibling: Node | null;
}

const PARSE_MS = 200;
const PUNCTUATION = new Set(['{', '}', '[', ']', ',', ':', '⚠']);

/** Returns where the value at a JSONPath of the parser is. A value that is absent is where its owner is. */
export function rangeOf(state: EditorState, path: string): { readonly from: number; readonly to: number } {
  const tree = ensureSyntaxTree(state, state.doc.length, PARSE_MS);
  let node = (tree?.topNode.firstChild ?? undefined) as Node | undefined;
  if (node === undefined) return { from: 0, to: 0 };
  for (const step of stepsOf(path)) {
    const next: Node | undefined = typeof step === 'number' ? valuesIn(node)[step] : memberOf(state, node, step);
    if (next === undefined) break;
    node = next;
  }
  // A long value is marked at its first line.
  const line = state.doc.lineAt(node.from);
  return { from: node.from, to: Math.min(node.to, line.to) };
}

/** `$.rules[0]["a b"]` → `rules`, 0, `a b`. */
function stepsOf(path: string): readonly (string | number)[] {
  return [...path.matchAll(/\.([A-Za-z_]\w*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)].map(([, name, index, quoted]) =>
    index === undefined ? (name ?? (JSON.parse(quoted!) as string)) : Number(index),
  );
}

const childrenOf = (node: Node): readonly Node[] => {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
};

const valuesIn = (node: Node): readonly Node[] => childrenOf(node).filter(({ name }) => !PUNCTUATION.has(name));

function memberOf(state: EditorState, node: Node, name: string): Node | undefined {
  const property = childrenOf(node).find((child) => {
    const key = child.firstChild;
    return key !== null && state.doc.sliceString(key.from, key.to) === JSON.stringify(name);
  });
  return property && valuesIn(property).at(-1);
}
