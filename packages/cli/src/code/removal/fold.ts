import type { Expression, IfStatement, Node } from 'oxc-parser';
import type { Place } from '../parse-source.ts';
import type { Constant } from './call-value.ts';

/** What takes the place of an expression or a statement. */
export type Folded =
  | { readonly place: Place; readonly constant: Constant }
  /** One operand stays. */
  | { readonly place: Place; readonly kept: Expression }
  /** One branch stays, or none. */
  | { readonly place: Place; readonly branch: IfStatement['consequent'] | null };

/** Simplifies what is around a constant, as far as the meaning stays exactly the same. */
export function fold(start: Place, value: Constant): Folded {
  let [place, constant] = [start, value];
  for (;;) {
    const parent = place.parent!;
    const { node } = parent;
    switch (node.type) {
      case 'ParenthesizedExpression':
        break;
      case 'UnaryExpression':
        if (node.operator !== '!') return { place, constant };
        constant = !constant;
        break;
      case 'BinaryExpression': {
        const other = place.field === 'left' ? node.right : node.left;
        const isEqual = node.operator === '===';
        if ((!isEqual && node.operator !== '!==') || !isConstant(other)) return { place, constant };
        constant = (other.value === constant) === isEqual;
        break;
      }
      case 'LogicalExpression': {
        const decides = node.operator === '??' || (node.operator === '||') === Boolean(constant);
        if (place.field === 'right') {
          // `a && true` is `a` only where nothing but its truth counts.
          if (decides || node.operator === '??' || !isTested(parent)) return { place, constant };
          return keep(parent, node.left, { place, constant });
        }
        if (!decides) return keep(parent, node.right, { place, constant });
        break;
      }
      case 'ConditionalExpression':
        if (place.field !== 'test') return { place, constant };
        return keep(parent, constant ? node.consequent : node.alternate, { place, constant });
      case 'IfStatement':
        if (place.field !== 'test') return { place, constant };
        return { place: parent, branch: constant ? node.consequent : node.alternate };
      case 'ExpressionStatement':
        return { place: parent, branch: null };
      default:
        return { place, constant };
    }
    place = parent;
  }
}

function isConstant(node: Node): node is Extract<Node, { type: 'Literal' }> & { readonly value: Constant } {
  return node.type === 'Literal' && ['string', 'number', 'boolean'].includes(typeof node.value);
}

/** Whether only the truth of an expression counts. */
function isTested({ parent, field }: Place): boolean {
  switch (parent?.node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
      return field === 'test';
    case 'UnaryExpression':
      return parent.node.operator === '!';
    case 'ParenthesizedExpression':
    case 'LogicalExpression':
      return (parent.node.type !== 'LogicalExpression' || parent.node.operator !== '??') && isTested(parent);
    default:
      return false;
  }
}

/** Keeps one operand, unless that changes what the code around it means. */
function keep(place: Place, kept: Expression, otherwise: Folded): Folded {
  const around = outside(place);
  return takesReference(around) || isMisread(place, around, leftmost(kept)) ? otherwise : { place, kept };
}

/** Whether code around an expression would take its `this`, or treat a name in a special way. */
function takesReference({ parent, field }: Place): boolean {
  switch (parent?.node.type) {
    case 'CallExpression':
      return field === 'callee';
    case 'TaggedTemplateExpression':
      return field === 'tag';
    case 'UnaryExpression':
      return parent.node.operator === 'delete' || parent.node.operator === 'typeof';
    default:
      return false;
  }
}

/** Whether text would be read as something else, or as a part of the line before, at the place of an expression. */
function isMisread(place: Place, around: Place, first: Node): boolean {
  for (let at: Place | undefined = around; at?.node.start === place.node.start; at = at.parent) {
    switch (at.parent?.node.type) {
      case 'ExpressionStatement':
        return !(first.type === 'Identifier' && first.name !== 'let' && first.name !== 'async');
      case 'ExportDefaultDeclaration':
        return /^(?:Function|Class|Arrow)/.test(first.type);
      case 'ArrowFunctionExpression':
        return first.type === 'ObjectExpression';
    }
  }
  return false;
}

/** Returns the innermost expression with which the text of an expression begins. */
function leftmost(node: Expression): Node {
  switch (node.type) {
    case 'CallExpression':
      return leftmost(node.callee);
    case 'MemberExpression':
      return leftmost(node.object);
    case 'TaggedTemplateExpression':
      return leftmost(node.tag);
    case 'ChainExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return leftmost(node.expression);
    case 'LogicalExpression':
    case 'BinaryExpression':
      return node.left.type === 'PrivateIdentifier' ? node.left : leftmost(node.left);
    case 'ConditionalExpression':
      return leftmost(node.test);
    default:
      return node;
  }
}

function outside(place: Place): Place {
  return place.parent?.node.type === 'ParenthesizedExpression' ? outside(place.parent) : place;
}
