import type { AnswerOf } from '../../../src/client.ts';
import { useApi } from '../../api/query.ts';
import { same } from '../../lib/same.ts';
import type { Question, Side } from './question.ts';

/** The answer of one flag. */
export type FlagAnswer = AnswerOf<'POST /evaluate'>['rows'][number][string];

/** Evaluates flags for one side. Undefined while it loads, and without a side. */
export function useAnswers(
  side: Side | undefined,
  flags: readonly string[] | undefined,
  { at, revision }: Pick<Question, 'at' | 'revision'>,
): { readonly answers: { readonly [flag: string]: FlagAnswer } | undefined; readonly error: string | undefined } {
  const { data, error } = useApi(
    'POST /evaluate',
    {
      body: {
        contexts: [{ ...side?.context }] as never,
        flags: [...(flags ?? [])],
        ...(side?.environment == null ? {} : { environment: side.environment }),
        ...(at === undefined ? {} : { at }),
        ...(revision === undefined ? {} : { revision }),
      },
    },
    { enabled: side !== undefined && flags !== undefined && flags.length > 0, keep: true },
  );
  return {
    answers: side === undefined ? undefined : data?.data.rows[0],
    error: error?.problem.detail,
  };
}

/** Whether two answers serve the same. */
export const isSameAnswer = (one: FlagAnswer | undefined, other: FlagAnswer | undefined): boolean =>
  one?.variant === other?.variant && same(one?.value, other?.value);
