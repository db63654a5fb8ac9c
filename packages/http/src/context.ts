import { FlagstaffError } from '@flagstaff/core';
import type { EvaluationContext, RegisteredContext } from '@flagstaff/core';
import { isPromiseLike } from '@flagstaff/core/storage';
import { settleInTime } from './settle-in-time.ts';
import { withVisitor } from './visitor.ts';

/** The return value of a context function. Return nothing when nothing is known about the subject. */
export type GivenContext = RegisteredContext | null | undefined;

/** Normalizes what a context function returns. Reports what it throws or rejects with, and falls back to an empty context. */
export interface ContextReader {
  now(read: () => unknown, visitorId: string | undefined): EvaluationContext;
  later(read: () => Promise<unknown>, visitorId: string | undefined): Promise<EvaluationContext>;
}

/** Thrown when a context function returns something that cannot be a context. */
class UnfitContext extends Error {}

const EMPTY: EvaluationContext = Object.freeze({});

export function createContextReader(report: (problem: FlagstaffError) => void): ContextReader {
  function failed(cause: unknown): EvaluationContext {
    // The cause may contain visitor data, so the message doesn't repeat it. A client reports each message at most once a minute.
    const what = cause instanceof UnfitContext ? cause.message : 'threw';
    report(
      new FlagstaffError(
        'CONTEXT_FAILED',
        `The context function ${what}; the request was evaluated with an empty context.`,
        {
          cause,
        },
      ),
    );
    return EMPTY;
  }

  return {
    now(read, visitorId) {
      try {
        return complete(read(), visitorId);
      } catch (error) {
        return failed(error);
      }
    },
    async later(read, visitorId) {
      try {
        return complete(await settleInTime(read()), visitorId);
      } catch (error) {
        return failed(error);
      }
    },
  };
}

function complete(given: unknown, visitorId: string | undefined): EvaluationContext {
  const context = parseContext(given);
  return visitorId === undefined ? context : withVisitor(context, visitorId);
}

function parseContext(given: unknown): EvaluationContext {
  if (given === undefined || given === null) return EMPTY;
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new UnfitContext(`returned ${Array.isArray(given) ? 'an array' : `a ${typeof given}`} instead of an object`);
  }
  if (isPromiseLike(given)) {
    // An unhandled rejection would end the process.
    given.then(undefined, () => {});
    throw new UnfitContext('returned a promise (pass the function as `asyncContext` instead)');
  }
  // Attributes are properties, and a `Map` or `Headers` has none.
  if (Symbol.iterator in given) throw new UnfitContext('returned a collection instead of an object');
  return given as EvaluationContext;
}
