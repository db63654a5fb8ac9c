// Finds constructs whose cost depends on input: regular expressions, and lists spread into arguments.
import { parseSync, Visitor } from 'oxc-parser';
import { checkSync } from 'recheck';

/** Returns every regular expression of a source text, and places that create one at run time, which cannot be checked. */
export function regexesOf(name, text) {
  const literals = [];
  const dynamic = [];
  const call = ({ callee, start }) => {
    if (callee.type === 'Identifier' && callee.name === 'RegExp') dynamic.push({ line: lineAt(text, start) });
  };
  new Visitor({
    Literal({ regex, start }) {
      if (regex) literals.push({ line: lineAt(text, start), pattern: regex.pattern, flags: regex.flags });
    },
    CallExpression: call,
    NewExpression: call,
  }).visit(parse(name, text));
  return { literals, dynamic };
}

/** Repetitions with a bound of at least this count as unbounded. */
const MANY = 10;

function withoutBounds(pattern) {
  return pattern.replaceAll(/(?<!\\[pPu])\{(\d+)(?:(,)(\d*))?\}/g, (whole, least, comma, most) => {
    const bound = comma === undefined ? least : most;
    if (bound !== '' && Number(bound) < MANY) return whole;
    return Number(least) === 0 ? '*' : '+';
  });
}

/** Returns undefined if a pattern is proven to take linear time, else its complexity. */
export function superLinear({ pattern, flags }) {
  const { status, complexity } = checkSync(withoutBounds(pattern), flags, { checker: 'automaton', timeout: 60_000 });
  return status === 'safe' ? undefined : (complexity?.summary ?? 'unknown');
}

/** Finds calls with a list spread into their arguments (`f(...list)`). Rest parameters may be passed on. */
export function spreadsOf(name, text) {
  const found = [];
  /** Returns the rest parameters of the enclosing functions. */
  const rests = [];
  const enter = ({ params }) => {
    const last = params.at(-1);
    rests.push(last?.type === 'RestElement' && last.argument.type === 'Identifier' ? last.argument.name : undefined);
  };
  const leave = () => rests.pop();
  const look = ({ arguments: given, start }) => {
    const isSpread = given.some(
      (each) =>
        each.type === 'SpreadElement' && !(each.argument.type === 'Identifier' && rests.includes(each.argument.name)),
    );
    if (isSpread) found.push({ line: lineAt(text, start) });
  };
  const functions = {};
  for (const type of ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']) {
    functions[type] = enter;
    functions[`${type}:exit`] = leave;
  }
  new Visitor({ ...functions, CallExpression: look, NewExpression: look }).visit(parse(name, text));
  return found;
}

function parse(name, text) {
  const { program, errors } = parseSync(name, text);
  if (errors.length > 0) throw new Error(`${name}: ${errors[0].message}`);
  return program;
}

function lineAt(text, start) {
  return text.slice(0, start).split('\n').length;
}
