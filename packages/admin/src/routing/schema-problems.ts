import type { TSchema } from 'typebox';
import { Errors } from 'typebox/schema';
import type { PartProblem } from '../answers/problem.ts';

const MAX_PROBLEMS = 20;

/** Returns what is wrong with a value, with JSONPaths as core's parser uses them. */
export function problemsOf(schema: TSchema, value: unknown): PartProblem[] {
  return Errors(schema, value)[1]
    .filter(({ keyword }) => keyword !== 'boolean')
    .slice(0, MAX_PROBLEMS)
    .map(({ instancePath, message, params }) => ({
      path: pathOf(instancePath),
      message: `${message}${namesIn(params)}`.slice(0, 512),
      fault: 'shape',
    }));
}

function namesIn(params: object): string {
  const { additionalProperties: names } = params as { readonly additionalProperties?: unknown };
  return Array.isArray(names)
    ? `: ${names
        .slice(0, 5)
        .map((name) => String(name).slice(0, 64))
        .join(', ')}`
    : '';
}

/** Converts a JSON pointer to a JSONPath. @see RFC 6901, section 4 */
function pathOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1, 33)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~').slice(0, 128))
    .reduce((path, part) => {
      if (/^\d+$/.test(part)) return `${path}[${part}]`;
      return /^[A-Za-z_]\w*$/.test(part) ? `${path}.${part}` : `${path}[${JSON.stringify(part)}]`;
    }, '$');
}
