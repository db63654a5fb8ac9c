import type { TObject, TSchema } from 'typebox';
import { Check } from 'typebox/schema';
import { problem } from '../answers/problem.ts';
import type { PartProblem } from '../answers/problem.ts';
import { problemsOf } from './schema-problems.ts';

/**
 * Parses a query by its schema. Unknown, repeated and malformed parameters are refused: a typo must not select everything.
 * @throws {Error} 400 when it does not fit.
 */
export function readQuery(search: URLSearchParams, schema: TObject): { readonly [name: string]: unknown } {
  const query: { [name: string]: unknown } = {};
  const problems: PartProblem[] = [];
  for (const [name, text] of search) {
    const type = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    if (type === undefined) problems.push({ path: `$.${name}`, message: 'is not a parameter of this route' });
    else if (Object.hasOwn(query, name)) problems.push({ path: `$.${name}`, message: 'is given twice' });
    else query[name] = fromText(text, type);
  }
  if (problems.length === 0 && Check(schema, query)) return query;
  throw problem({
    status: 400,
    code: 'INVALID_REQUEST',
    detail: 'The query is invalid.',
    problems: problems.length === 0 ? problemsOf(schema, query) : problems,
  });
}

/** Converts a text to what the schema wants. What cannot be converted stays a text, which the schema refuses. */
function fromText(text: string, schema: TSchema): unknown {
  const { type } = schema as { readonly type?: unknown };
  if (type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === '1' || text === 'true')) return true;
  if (type === 'boolean' && (text === '0' || text === 'false')) return false;
  return text;
}
