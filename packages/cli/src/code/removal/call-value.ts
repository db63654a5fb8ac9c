import type { FlagDocument, JsonValue } from '@flagstaff/core';
import type { Node } from 'oxc-parser';
import { METHODS, unwrapped } from '../flag-calls.ts';
import type { FlagCall } from '../flag-calls.ts';
import type { Place } from '../parse-source.ts';

/** A value that code can hold in place of a call. */
export type Constant = string | number | boolean;

/** The flag to remove, and what it serves from now on. */
export interface Settled {
  readonly key: string;
  readonly type: FlagDocument['type'];
  readonly variant: string;
  readonly value: JsonValue;
}

/** What a call returns once the flag is settled, or why it stays. */
export type CallValue = { readonly constant: Constant } | { readonly reason: string };

export function valueOfCall({ call, method, place }: FlagCall, flag: Settled): CallValue {
  const { value, type, variant } = flag;
  if (method === 'details') return { reason: 'details are more than a value' };
  if (call.optional || isOptional(call.callee) || place.parent!.node.type === 'ChainExpression') {
    return { reason: 'the evaluator may be missing' };
  }
  if (!isPure(call.callee)) return { reason: 'the evaluator is made by a call that may do more' };
  const [, ...others] = call.arguments;
  if (!others.every(isPure)) return { reason: 'its arguments may do more' };
  if (place.parent!.node.type === 'ExpressionStatement') return { reason: 'its result is not used' };
  if (!EVALUATOR_METHODS.has(method) && isTakenApart(place)) return { reason: 'its result is used as an object' };
  if (method === 'variant') return { constant: variant };
  if (typeof value === 'object') return { reason: 'its value is an object' };
  if (method === 'isEnabled' && type !== 'boolean') return { reason: `the flag is of type ${type}` };
  if (method === 'value') {
    const [fallback] = others;
    if (fallback !== undefined && typeOf(unwrapped(fallback)) !== type) {
      return { reason: `its default is no literal of type ${type}` };
    }
  }
  return { constant: value };
}

const EVALUATOR_METHODS: ReadonlySet<string> = new Set(METHODS);

/** Whether a result has members: a function such as `useFlag` may return more than a value. */
function isTakenApart({ parent, field }: Place): boolean {
  const { node } = parent!;
  switch (node.type) {
    case 'MemberExpression':
      return field === 'object';
    case 'VariableDeclarator':
      return node.id.type !== 'Identifier';
    case 'AssignmentExpression':
      return node.left.type === 'ObjectPattern' || node.left.type === 'ArrayPattern';
    case 'AwaitExpression':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return isTakenApart(parent!);
    default:
      return false;
  }
}

/** Returns the type of a literal. Undefined for other expressions. */
function typeOf(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node.value;
  if (node.type === 'TemplateLiteral') return node.expressions.length === 0 ? 'string' : undefined;
  const isNegative = node.type === 'UnaryExpression' && node.operator === '-' && typeOf(node.argument) === 'number';
  return isNegative ? 'number' : undefined;
}

/** Functions without effects that lead to an evaluator. */
const PURE: ReadonlySet<string> = new Set(['forContext', 'forEnvironment', 'with', 'currentFlags', ...METHODS]);

function isPure(node: Node): boolean {
  switch (node.type) {
    case 'Identifier':
    case 'ThisExpression':
    case 'Literal':
      return true;
    case 'TemplateLiteral':
      return node.expressions.length === 0;
    case 'UnaryExpression':
      return typeOf(node) !== undefined;
    case 'MemberExpression':
      return isPure(node.object) && (!node.computed || isPure(node.property));
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
      return isPure(unwrapped(node));
    case 'ObjectExpression':
      return node.properties.every((each) => each.type === 'Property' && !each.computed && isPure(each.value));
    case 'CallExpression': {
      const { callee } = node;
      const name =
        callee.type === 'Identifier'
          ? callee.name
          : callee.type === 'MemberExpression' && callee.property.type === 'Identifier'
            ? callee.property.name
            : '';
      return PURE.has(name) && (callee.type === 'Identifier' || isPure(callee)) && node.arguments.every(isPure);
    }
    default:
      return false;
  }
}

function isOptional(node: Node): boolean {
  if (node.type === 'MemberExpression') return node.optional || isOptional(node.object);
  if (node.type === 'CallExpression') return node.optional || isOptional(node.callee);
  const inner = unwrapped(node);
  return inner !== node && isOptional(inner);
}
