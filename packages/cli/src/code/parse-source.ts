import { extname } from 'node:path';
import { parseSync, visitorKeys } from 'oxc-parser';
import type { Node, ParserOptions, Program } from 'oxc-parser';

/** A node of a syntax tree, and where it is. */
export interface Place {
  readonly node: Node;
  readonly parent: Place | undefined;
  /** The field of the parent that holds the node. */
  readonly field: string;
}

export type Parsed =
  | { readonly ok: true; readonly program: Program }
  | { readonly ok: false; readonly message: string; readonly offset: number };

/** JavaScript often has JSX. */
const LANGUAGES: { readonly [extension: string]: ParserOptions['lang'] } = {
  '.js': 'jsx',
  '.mjs': 'jsx',
  '.cjs': 'jsx',
};

/** The most brackets within each other. The parser ends the process when its stack overflows, with some thousands of them. */
const MAX_DEPTH = 1_000;

/** Parses JavaScript or TypeScript, of which the extension says the kind. */
export function parseSource(file: string, text: string): Parsed {
  const deep = tooDeep(text);
  if (deep !== undefined) return { ok: false, message: 'Brackets are nested too deeply', offset: deep };
  try {
    return parse(file, text);
  } catch (error) {
    // Such as a syntax tree that is larger than a string may be.
    return { ok: false, message: error instanceof Error ? error.message : String(error), offset: 0 };
  }
}

function parse(file: string, text: string): Parsed {
  const lang = LANGUAGES[extname(file)];
  const language = lang === undefined ? {} : { lang };
  const first = parseSync(file, text, language);
  if (first.errors.length === 0) return { ok: true, program: first.program };
  // Scripts and CommonJS allow what modules don't.
  const second = parseSync(file, text, { ...language, sourceType: 'commonjs' });
  if (second.errors.length === 0) return { ok: true, program: second.program };
  const [{ message, labels }] = first.errors as [(typeof first.errors)[number]];
  return { ok: false, message, offset: labels[0]?.start ?? 0 };
}

/** Returns where brackets are nested too deeply. Counts those of texts too. */
function tooDeep(text: string): number | undefined {
  let depth = 0;
  for (const { 0: bracket, index } of text.matchAll(/[()[\]{}]/g)) {
    depth = '([{'.includes(bracket) ? depth + 1 : Math.max(0, depth - 1);
    if (depth > MAX_DEPTH) return index;
  }
  return undefined;
}

/** Visits all nodes in the order of the text, parents first. Iterative: expressions may nest deeply. */
export function* places(root: Node): Generator<Place> {
  const open: Place[] = [{ node: root, parent: undefined, field: '' }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    yield place;
    const children = childrenOf(place);
    for (let index = children.length - 1; index >= 0; index--) open.push(children[index]!);
  }
}

function childrenOf(parent: Place): readonly Place[] {
  const fields = parent.node as unknown as { readonly [field: string]: unknown };
  return (visitorKeys[parent.node.type] ?? []).flatMap((field) =>
    [fields[field]].flat().flatMap((value) => (isNode(value) ? { node: value, parent, field } : [])),
  );
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
