import { findNodeAtLocation, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import type { Range } from './finding.ts';

/** Steps from a value to one within it. */
export type Steps = readonly (string | number)[];

/** A document of a file. */
export interface Entry {
  /** As written, and not validated. */
  readonly written: unknown;
  /** Returns where a part of the document is, or the nearest part around it. */
  locate(steps: Steps): Range;
}

/** A fault of a file itself. */
interface FileFault extends Range {
  readonly rule: 'syntax' | 'format' | 'duplicate-name';
  readonly message: string;
}

export interface DocumentFile {
  readonly entries: readonly Entry[];
  readonly faults: readonly FileFault[];
}

/** Parses a file of documents: a list, or `{ "documents": [...] }`. */
export function parseDocumentFile(text: string): DocumentFile {
  // Some editors start UTF-8 files with a byte order mark.
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const rangeOf = rangesIn(json);
  const errors: ParseError[] = [];
  let tree: Node | undefined;
  try {
    tree = parseTree(json, errors, { disallowComments: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { entries: [], faults: [{ rule: 'syntax', message: 'is nested too deeply', ...rangeOf(0, 0) }] };
  }
  const [error] = errors;
  if (error !== undefined || tree === undefined) {
    const { offset, length } = error ?? { offset: 0, length: 0 };
    const message = `is not JSON: ${error === undefined ? 'it is empty' : wordsOf(error)}`;
    return { entries: [], faults: [{ rule: 'syntax', message, ...rangeOf(offset, length) }] };
  }
  const faults = repeatedNames(tree).map(({ value, offset, length }): FileFault => ({
    rule: 'duplicate-name',
    message: `${JSON.stringify(value)} occurs twice in this object; only the last one counts`,
    ...rangeOf(offset, length),
  }));
  const list = tree.type === 'array' ? tree : lastNamed(tree, 'documents');
  if (list?.type !== 'array') {
    const message = 'has neither a list of documents nor { "documents": [...] }';
    return { entries: [], faults: [...faults, { rule: 'format', message, ...rangeOf(tree.offset, 1) }] };
  }
  const values = JSON.parse(json.slice(list.offset, list.offset + list.length)) as unknown[];
  const entries = (list.children ?? []).map((node, index): Entry => ({
    written: values[index],
    locate(steps) {
      const { offset, length } = nearest(node, steps);
      return rangeOf(offset, length);
    },
  }));
  return { entries, faults };
}

/** `CommaExpected` → `comma expected` */
function wordsOf({ error }: ParseError): string {
  return printParseErrorCode(error)
    .replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase();
}

function nearest(root: Node, steps: Steps): Node {
  for (let length = steps.length; length > 0; length--) {
    const node = findNodeAtLocation(root, steps.slice(0, length));
    if (node !== undefined) return node;
  }
  return root;
}

function lastNamed({ children = [] }: Node, name: string): Node | undefined {
  return children.findLast(({ children: [key] = [] }) => key?.value === name)?.children?.[1];
}

/** Returns the names that an object has a second time. */
function repeatedNames(root: Node): Node[] {
  const repeated: Node[] = [];
  const open = [root];
  // Iteration visits what is added to the list meanwhile.
  for (const { type, children = [] } of open) {
    for (const child of children) open.push(child);
    if (type !== 'object') continue;
    const names = new Set<unknown>();
    for (const { children: [name] = [] } of children) {
      if (name !== undefined && names.has(name.value)) repeated.push(name);
      names.add(name?.value);
    }
  }
  return repeated;
}

/** Returns a function from an offset and a length to a range. */
function rangesIn(text: string): (offset: number, length: number) => Range {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const placeOf = (offset: number): { readonly line: number; readonly column: number } => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
  return (offset, length) => {
    const { line, column } = placeOf(offset);
    const { line: endLine, column: endColumn } = placeOf(offset + length);
    return { line, column, endLine, endColumn };
  };
}
