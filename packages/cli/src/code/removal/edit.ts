import type { MagicString } from 'magic-string';
import type { Node, Statement } from 'oxc-parser';
import { places } from '../parse-source.ts';
import type { Place } from '../parse-source.ts';
import type { Constant } from './call-value.ts';
import type { Folded } from './fold.ts';

/** A range of text that an edit touched. */
export type Touched = readonly [start: number, end: number];

/** Writes what was folded. Returns what it touched, or why it did nothing. */
export function applyFold(code: MagicString, folded: Folded): Touched | string {
  const { place } = folded;
  const { start, end } = place.node;
  if ('constant' in folded) {
    const written = literal(folded.constant, place);
    if (written.startsWith('(') && continues(code.original, place)) return CONTINUED;
    code.overwrite(start, end, apart(code.original, start, end, written));
    return [start, end];
  }
  if ('kept' in folded) {
    const { kept } = folded;
    cut(code, start, kept.start);
    cut(code, kept.end, end);
    // `return(a)?b:c`
    if (isWord(code.original, start - 1) && isWord(code.original, kept.start)) code.appendLeft(kept.start, ' ');
    return [start, end];
  }
  return applyBranch(code, place, folded.branch);
}

/** Keeps a text apart from words beside it, as in `return!a`. */
function apart(text: string, start: number, end: number, inserted: string): string {
  const before = isWord(text, start - 1) && isWord(inserted, 0) ? ' ' : '';
  const after = isWord(text, end) && isWord(inserted, inserted.length - 1) ? ' ' : '';
  return `${before}${inserted}${after}`;
}

function isWord(text: string, index: number): boolean {
  return /[\p{ID_Continue}$]/u.test(text[index] ?? '');
}

function cut(code: MagicString, start: number, end: number): void {
  if (end > start) code.remove(start, end);
}

function literal(constant: Constant, { parent, field }: Place): string {
  if (typeof constant === 'string') return quoted(constant);
  const isObject = parent!.node.type === 'MemberExpression' && field === 'object';
  const needsParens = typeof constant === 'number' && (isObject || constant < 0);
  return needsParens ? `(${constant})` : String(constant);
}

function quoted(text: string): string {
  const json = JSON.stringify(text).replaceAll(/[\u2028\u2029]/g, (each) => `\\u${each.charCodeAt(0).toString(16)}`);
  return /['"\\]/.test(text) ? json : `'${json.slice(1, -1)}'`;
}

/** A statement that begins so may continue the statement before it. */
const CONTINUES = /^[[(`+\-/*]/;
const CONTINUED = 'the statement would continue the line before it';

/** Whether an expression begins a statement after one that has no semicolon. */
function continues(text: string, { node, parent, field }: Place): boolean {
  let at: Place | undefined = { node, parent, field };
  while (at !== undefined && at.node.type !== 'ExpressionStatement') {
    at = at.parent?.node.start === node.start ? at.parent : undefined;
  }
  const list = at && siblingsOf(at);
  const before = list?.[list.indexOf(at!.node) - 1];
  return before !== undefined && text[before.end - 1] !== ';';
}

/** Whether a statement would set a mode, such as strict mode, as the first one of a function. */
function isDirective(node: Node | undefined): boolean {
  return (
    node?.type === 'ExpressionStatement' &&
    node.expression.type === 'Literal' &&
    typeof node.expression.value === 'string'
  );
}

function applyBranch(code: MagicString, place: Place, branch: Statement | null): Touched | string {
  const { node, parent } = place;
  const { start, end } = node;
  const text = code.original;
  const dropped =
    node.type !== 'IfStatement' ? [] : [node.consequent, node.alternate].filter((each) => each !== branch);
  if (dropped.some((each) => each !== null && hoists(each)))
    return 'a branch that goes declares what other code may use';
  if (branch !== null && branch.type === 'FunctionDeclaration') return 'a branch declares a function';
  const list = siblingsOf(place);
  const isBlock = branch?.type === 'BlockStatement';
  if (branch !== null && !isBlock && list !== undefined && CONTINUES.test(text.slice(branch.start))) {
    return CONTINUED;
  }
  if (branch !== null && isDirective(branch)) return 'the statement would become a directive';
  if (branch === null || isEmpty(branch)) {
    if (place.field === 'alternate' && parent!.node.type === 'IfStatement') {
      const from = parent!.node.consequent.end;
      if (isBeforeElse(place)) code.overwrite(start, end, '{}');
      else {
        code.remove(from, end);
        terminate(code, parent!.node.consequent, end);
      }
      return [from, end];
    }
    if (list === undefined || isJoined(text, list, node)) code.overwrite(start, end, list === undefined ? '{}' : ';');
    else removeLines(code, start, end);
    return [start, end];
  }
  if (
    branch.type !== 'BlockStatement' ||
    list === undefined ||
    declares(branch.body) ||
    !unwraps(text, list, node, branch)
  ) {
    cut(code, start, branch.start);
    cut(code, branch.end, end);
    terminate(code, branch, end);
    return [start, end];
  }
  const inner = text.slice(branch.start + 1, branch.end - 1);
  const from = branch.start + 1 + (inner.length - inner.trimStart().length);
  const to = branch.start + 1 + inner.trimEnd().length;
  cut(code, start, from);
  cut(code, to, end);
  dedent(code, place, from, to);
  return [start, end];
}

/** Ends a statement where `else` ended it until now, and text from `end` on would continue it. */
function terminate(code: MagicString, statement: Statement, end: number): void {
  const text = code.original;
  if (statement.type === 'BlockStatement' || text[statement.end - 1] === ';') return;
  if (CONTINUES.test(text.slice(end).trimStart())) code.appendLeft(end, ';');
}

/** Whether the `else` of a statement further out follows, which would become that of the `if` around this place. */
function isBeforeElse({ node, parent, field }: Place): boolean {
  if (parent === undefined || parent.node.end !== node.end) {
    return field === 'consequent' && parent?.node.type === 'IfStatement' && parent.node.alternate !== null;
  }
  return isBeforeElse(parent);
}

/** Returns the statements among which a statement is. Undefined for the body of another statement. */
function siblingsOf({ parent, field }: Place): readonly Node[] | undefined {
  const { node } = parent!;
  if (field === 'body' && (node.type === 'Program' || node.type === 'BlockStatement' || node.type === 'StaticBlock')) {
    return node.body;
  }
  return field === 'consequent' && node.type === 'SwitchCase' ? node.consequent : undefined;
}

function isEmpty(node: Statement): boolean {
  return node.type === 'EmptyStatement' || (node.type === 'BlockStatement' && node.body.length === 0);
}

/** Whether statements declare names that only their block has. */
function declares(body: readonly Node[]): boolean {
  return body.some(({ type }) => type.endsWith('Declaration'));
}

/** Whether a statement declares names for code outside it. */
function hoists(root: Node): boolean {
  let inside = -1;
  for (const { node } of places(root)) {
    if (node.start < inside) continue;
    if (node.type === 'FunctionDeclaration' || (node.type === 'VariableDeclaration' && node.kind === 'var'))
      return true;
    if (/Function|^Class/.test(node.type)) inside = node.end;
  }
  return false;
}

/** Whether the statements before and after would become one without this one between them. */
function isJoined(text: string, list: readonly Node[], node: Node): boolean {
  const index = list.indexOf(node);
  const before = list[index - 1];
  const after = list[index + 1];
  if (isDirective(after)) return true;
  if (before === undefined || after === undefined) return false;
  return CONTINUES.test(text.slice(after.start)) && text[before.end - 1] !== ';';
}

/** Whether a block may go from around its statements without joining them with others. */
function unwraps(
  text: string,
  list: readonly Node[],
  node: Node,
  block: Extract<Node, { type: 'BlockStatement' }>,
): boolean {
  const first = block.body[0]!;
  const last = block.body.at(-1)!;
  const after = list[list.indexOf(node) + 1];
  if (isDirective(first) || CONTINUES.test(text.slice(first.start))) return false;
  return text[last.end - 1] === ';' || after === undefined || !CONTINUES.test(text.slice(after.start));
}

/** Removes a statement, and its lines when nothing else is on them. */
function removeLines(code: MagicString, start: number, end: number): void {
  const text = code.original;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const lineEnd = next === -1 ? text.length : next + 1;
  const isAlone = text.slice(lineStart, start).trim() === '' && text.slice(end, lineEnd).trim() === '';
  if (isAlone) code.remove(lineStart, lineEnd);
  else code.remove(start, end);
}

/** Moves lines to the left by what a block indented them. Lines within templates stay as they are. */
function dedent(code: MagicString, place: Place, from: number, to: number): void {
  const text = code.original;
  const indentAt = (offset: number): number => {
    const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
    const line = text.slice(lineStart, offset);
    return line.trim() === '' ? line.length : -1;
  };
  const own = indentAt(place.node.start);
  const inner = indentAt(from);
  if (own < 0 || inner <= own) return;
  const fixed = [...places(place.node)].flatMap(({ node }) =>
    node.type === 'TemplateElement' || node.type === 'JSXText' || node.type === 'Literal'
      ? [[node.start, node.end] as const]
      : [],
  );
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) {
    if (fixed.some(([start, end]) => start <= at && at < end)) continue;
    let width = 0;
    while (width < inner - own && (text[at + 1 + width] === ' ' || text[at + 1 + width] === '\t')) width += 1;
    cut(code, at + 1, at + 1 + width);
  }
}
