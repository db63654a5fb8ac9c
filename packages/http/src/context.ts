import { FlagstaffError } from '@flagstaff/core';
import type { EvaluationContext, RegisteredContext } from '@flagstaff/core';
import { isPromiseLike } from '@flagstaff/core/storage';
import { settleInTime } from './settle-in-time.ts';
import { withVisitor } from './visitor.ts';

/** What a context function may return. Nothing: nothing is known about the subject. */
export type GivenContext = RegisteredContext | null | undefined;

/** Turns what context functions return into contexts; what they throw or reject with is reported, and leaves an empty one. */
export interface ContextReader {
  now(read: () => unknown, visitorId: string | undefined): EvaluationContext;
  later(read: () => Promise<unknown>, visitorId: string | undefined): Promise<EvaluationContext>;
}

/** A context function returned what cannot be a context. */
class UnfitContext extends Error {}

const EMPTY: EvaluationContext = Object.freeze({});

export function createContextReader(report: (problem: FlagstaffError) => void): ContextReader {
  function failed(cause: unknown): EvaluationContext {
    // The cause may say anything about a visitor, so the message does not repeat it; a client tells each message once a minute.
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
    throw new UnfitContext('returned a promise (give it as `asyncContext`, not as `context`)');
  }
  // A `Map`, or `Headers`: attributes are properties, and it has none.
  if (Symbol.iterator in given) throw new UnfitContext('returned a collection instead of an object');
  return given as EvaluationContext;
}
