import type { CallExpression, Node, Program } from 'oxc-parser';
import { places } from './parse-source.ts';
import type { Place } from './parse-source.ts';

/** The methods of an evaluator that take the key of a flag. */
export const METHODS = ['isEnabled', 'value', 'details', 'variant'] as const;

/** A call that names a flag. */
export interface FlagCall {
  readonly place: Place;
  readonly call: CallExpression;
  readonly method: string;
  /** The key. Undefined when it is computed. */
  readonly key: string | undefined;
}

/**
 * Returns the calls of methods with a key, in the order of the text.
 *
 * @param others Names beside `METHODS`, such as `useFlag`, of methods and of functions.
 */
export function flagCallsIn(program: Program, others: readonly string[]): readonly FlagCall[] {
  const methods = new Set<string>([...METHODS, ...others]);
  const functions = new Set(others);
  const all = [...places(program)];
  const constants = constantsIn(all);
  return all.flatMap((place) => {
    const call = place.node;
    if (call.type !== 'CallExpression') return [];
    const name = calledName(call, functions);
    const [first] = call.arguments;
    if (name === undefined || !methods.has(name) || first === undefined) return [];
    return { place, call, method: name, key: textOf(first, constants) };
  });
}

function calledName({ callee: written }: CallExpression, functions: ReadonlySet<string>): string | undefined {
  const callee = unwrapped(written);
  if (callee.type === 'Identifier') return functions.has(callee.name) ? callee.name : undefined;
  if (callee.type !== 'MemberExpression') return undefined;
  const { property } = callee;
  if (!callee.computed) return property.type === 'Identifier' ? property.name : undefined;
  return textOf(property, new Map());
}

/** Returns the expression within parentheses, type annotations and a chain of `?.`. */
export function unwrapped(node: Node): Node {
  switch (node.type) {
    case 'ChainExpression':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return unwrapped(node.expression);
    default:
      return node;
  }
}

/** Returns the text of a literal, or of a constant of the same file. */
function textOf(written: Node, constants: ReadonlyMap<string, string | undefined>): string | undefined {
  const node = unwrapped(written);
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? node.value : undefined;
    case 'TemplateLiteral':
      return node.expressions.length === 0 ? (node.quasis[0]?.value.cooked ?? undefined) : undefined;
    case 'Identifier':
      return constants.get(node.name);
    default:
      return undefined;
  }
}

/** Where an identifier introduces a name. */
const BINDING: ReadonlySet<string> = new Set([
  'id',
  'params',
  'param',
  'local',
  'left',
  'argument',
  'elements',
  'value',
]);

/** Returns texts of constants. A name that is bound twice in a file is none: it may be the other one. */
function constantsIn(all: readonly Place[]): ReadonlyMap<string, string | undefined> {
  const texts = new Map<string, string>();
  const bound = new Map<string, number>();
  for (const { node, parent, field } of all) {
    if (node.type === 'Identifier' && BINDING.has(field) && isPattern(parent!, field)) {
      bound.set(node.name, (bound.get(node.name) ?? 0) + 1);
    }
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || node.init === null) continue;
    const declaration = parent!.node;
    if (declaration.type !== 'VariableDeclaration' || declaration.kind !== 'const') continue;
    const text = textOf(node.init, new Map());
    if (text !== undefined) texts.set(node.id.name, text);
  }
  return new Map([...texts].filter(([name]) => bound.get(name) === 1));
}

/** Whether an identifier in a field of a node may bind a name. Counts too many rather than too few. */
function isPattern({ node, parent }: Place, field: string): boolean {
  switch (node.type) {
    case 'VariableDeclarator':
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ClassDeclaration':
    case 'ClassExpression':
    case 'TSEnumDeclaration':
      return field === 'id' || field === 'params';
    case 'ArrowFunctionExpression':
    case 'CatchClause':
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
    case 'AssignmentPattern':
    case 'RestElement':
    case 'ArrayPattern':
      return true;
    case 'Property':
      return field === 'value' && parent!.node.type === 'ObjectPattern';
    default:
      return false;
  }
}
