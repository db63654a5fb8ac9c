import type { EvaluationContext } from '@flagstaff/core';
import { pathTo, withQuery } from '../lib/paths.ts';

/**
 * Returns the path of the playground that asks for a context, and explains a flag.
 *
 * @param more Other parameters of the question.
 */
export function pathToPlayground(
  context: EvaluationContext,
  flag?: string,
  more: { readonly [name: string]: string | undefined } = {},
): string {
  const text = Object.keys(context).length === 0 ? undefined : JSON.stringify(context);
  return withQuery(pathTo('playground'), { context: text, flag, ...more });
}

/** One user, or whatever else flags are decided for. */
export interface Subject {
  readonly attribute: string;
  readonly value: string;
}

/** The attribute of a subject unless another is named. */
export const DEFAULT_ATTRIBUTE = 'userId';

/** Returns the path of a subject's screen. */
export const pathToSubject = ({ attribute, value }: Subject): string =>
  withQuery(pathTo('subject'), { attribute: attribute === DEFAULT_ATTRIBUTE ? undefined : attribute, value });

/** Returns the subject that a context is about. Undefined without a key. */
export function subjectOf(context: EvaluationContext): Subject | undefined {
  const attribute = ['targetingKey', DEFAULT_ATTRIBUTE].find((name) => isKey(context[name]));
  return attribute === undefined ? undefined : { attribute, value: String(context[attribute]) };
}

const isKey = (value: unknown): boolean => (typeof value === 'string' && value !== '') || typeof value === 'number';
