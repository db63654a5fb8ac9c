import type { EvaluationContext } from '@flagstaff/core';
import { pathTo, withQuery } from '../lib/paths.ts';

/** Returns the path of the playground that asks for a context, and explains a flag. */
export function pathToPlayground(context: EvaluationContext, flag?: string): string {
  const text = Object.keys(context).length === 0 ? undefined : JSON.stringify(context);
  return withQuery(pathTo('playground'), { context: text, flag });
}
