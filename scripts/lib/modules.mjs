import { readFile } from 'node:fs/promises';
import { parseSync } from 'oxc-parser';

/** Globals of Node that some JavaScript runtimes lack. */
const NODE_GLOBALS = new Set([
  'process',
  'Buffer',
  'NodeJS',
  '__dirname',
  '__filename',
  'global',
  'require',
  'module',
  'setImmediate',
  'clearImmediate',
]);

/** Visits every node of a syntax tree, with its parent and the parent's property. */
function visit(node, callback, parent, property) {
  if (Array.isArray(node)) {
    for (const child of node) visit(child, callback, parent, property);
    return;
  }
  if (node === null || typeof node !== 'object' || typeof node.type !== 'string') return;
  callback(node, parent, property);
  for (const [key, child] of Object.entries(node)) visit(child, callback, node, key);
}

/** Whether an identifier only names a member: `x.process`, `{ process: 1 }`, a method, a type's property. */
function isMemberName(parent, property) {
  if (parent === undefined) return false;
  const names = property === 'key' || (property === 'property' && parent.type === 'MemberExpression');
  return names && parent.computed !== true && parent.shorthand !== true;
}

/** Returns the names that a pattern binds: `x`, `{ a: x }`, `[x]`, `x = 1`, `...x`. */
function boundNames(pattern) {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => boundNames(property.value ?? property));
    case 'ArrayPattern':
      return pattern.elements.flatMap(boundNames);
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    default:
      return [];
  }
}

/** Returns the names that a node declares. They shadow Node's globals. */
function declaredNames(node) {
  if (node.type === 'VariableDeclarator') return boundNames(node.id);
  if (/^Import(Default|Namespace)?Specifier$/.test(node.type)) return [node.local.name];
  const own = /^(Function|Class)(Declaration|Expression)$/.test(node.type) ? boundNames(node.id) : [];
  return [...own, ...(Array.isArray(node.params) ? node.params.flatMap(boundNames) : [])];
}

function moduleNameOf(node) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return node.source ?? undefined;
    case 'CallExpression':
      return node.callee.type === 'Identifier' && node.callee.name === 'require' ? node.arguments[0] : undefined;
    default:
      return undefined;
  }
}

/**
 * Returns every module that a source file imports (values, types, dynamically, by re-export), each once with its first
 * line, every global of Node that it uses, and the number of its lines.
 */
export async function readModule(path) {
  const text = await readFile(path, 'utf8');
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0].message}`);
  const lineAt = (offset) => text.slice(0, offset).split('\n').length;
  const imports = new Map();
  const globals = new Map();
  const declared = new Set();
  visit(program, (node) => {
    for (const name of declaredNames(node)) declared.add(name);
  });
  visit(program, (node, parent, property) => {
    const source = moduleNameOf(node);
    if (typeof source?.value === 'string' && !imports.has(source.value)) imports.set(source.value, lineAt(node.start));
    const isName = node.type === 'Identifier' && NODE_GLOBALS.has(node.name) && !declared.has(node.name);
    const isGlobal = isName && !isMemberName(parent, property);
    if (isGlobal && !globals.has(node.name)) globals.set(node.name, lineAt(node.start));
  });
  return { imports, globals, lines: lineAt(text.length) - 1 };
}
