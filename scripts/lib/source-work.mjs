// Constructs whose cost an input decides: regular expressions, and lists that become arguments.
import { parseSync, Visitor } from 'oxc-parser';
import { checkSync } from 'recheck';

/** Every regular expression of a source text, and what cannot be judged because it is made while the program runs. */
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

/** From this many repetitions on, a bound is ignored: an unbounded repetition takes no less time. */
const MANY = 10;

function withoutBounds(pattern) {
  return pattern.replaceAll(/(?<!\\[pPu])\{(\d+)(?:(,)(\d*))?\}/g, (whole, least, comma, most) => {
    const bound = comma === undefined ? least : most;
    if (bound !== '' && Number(bound) < MANY) return whole;
    return Number(least) === 0 ? '*' : '+';
  });
}

/** Undefined when the time that a pattern takes is proven to grow no faster than the text; what it is otherwise. */
export function superLinear({ pattern, flags }) {
  const { status, complexity } = checkSync(withoutBounds(pattern), flags, { checker: 'automaton', timeout: 60_000 });
  return status === 'safe' ? undefined : (complexity?.summary ?? 'unknown');
}

/** Calls with a list spread into their arguments (`f(...list)`); rest parameters may be passed on. */
export function spreadsOf(name, text) {
  const found = [];
  /** The rest parameters of the functions around the place. */
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
