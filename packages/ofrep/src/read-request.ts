import type { EvaluationContext } from '@flagstaff/core';
import { readText, settleInTime } from '@flagstaff/http/endpoint';

const MAX_LEVELS = 32;
const MAX_VALUES = 1_000;
const MAX_TEXT = 8_192;

/** A context, or the reason why it was rejected. */
export type ContextResult =
  | { readonly ok: true; readonly context: EvaluationContext }
  | { readonly ok: false; readonly why: string };

/**
 * Reads the context of an evaluation request. The limits are Flagstaff's own. A missing or non-string targeting key is accepted: its
 * meaning is up to evaluation, so that all entry points agree.
 *
 * @see OFREP 0.3.0, `evaluationRequest`
 */
export function readContext(body: unknown): ContextResult {
  if (!isRecord(body)) return refused('The body must be an object with a "context".');
  const context = Object.hasOwn(body, 'context') ? body['context'] : {};
  if (!isRecord(context)) return refused('"context" must be an object.');
  const excess = findExcess(context);
  return excess === undefined ? { ok: true, context } : refused(excess);
}

/**
 * Builds the context to evaluate: trusted attributes override the request's claims, in every spelling that evaluation supports.
 * Evaluation reads `"user.plan"` before `user`, so claims below a trusted name are dropped.
 */
export function withCallerAttributes(claims: EvaluationContext, known: EvaluationContext): EvaluationContext {
  const prefixes = Object.keys(known).map((name) => `${name}.`);
  if (prefixes.length === 0) return claims;
  const others = Object.entries(claims).filter(([name]) => !prefixes.some((prefix) => name.startsWith(prefix)));
  return { ...Object.fromEntries(others), ...known };
}

/** Returns why a context exceeds the limits. Iterative, because the depth is not known to be small. */
function findExcess(context: object): string | undefined {
  let level: readonly object[] = [context];
  let values = 0;
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_LEVELS) return `"context" is nested more than ${MAX_LEVELS} deep.`;
    const next: object[] = [];
    for (const [name, value] of level.flatMap((record) => Object.entries(record) as [string, unknown][])) {
      values++;
      if (values > MAX_VALUES) return `"context" has more than ${MAX_VALUES} values.`;
      if (name.length > MAX_TEXT || (typeof value === 'string' && value.length > MAX_TEXT)) {
        return `"context" has a string of more than ${MAX_TEXT} characters.`;
      }
      if (typeof value === 'object' && value !== null) next.push(value);
    }
    level = next;
  }
  return undefined;
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(why: string): ContextResult {
  return { ok: false, why };
}

/** A parsed body, or the reason why it cannot be parsed. */
export type Body =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly status: 400 | 413; readonly why: string };

/**
 * Reads and parses the body of a request. Keeps no more than `most` bytes. Rejects compressed bodies, because their unpacked size is
 * unknown. Throws when the body was consumed before, which is not the client's fault.
 */
export async function readBody(request: Request, most: number): Promise<Body> {
  if (!/^application\/json *(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    return unreadable('The body must be JSON with the content type application/json.');
  }
  if ((request.headers.get('content-encoding') ?? 'identity').toLowerCase() !== 'identity') {
    return unreadable('The body must not be compressed.');
  }
  if (request.bodyUsed || request.body?.locked) {
    throw new Error(
      'The request body was already read. Exclude this path from body parsers, or pass a clone of the request.',
    );
  }
  const body = await settleInTime(readText(request, most)).catch(() => 'no text' as const);
  if (body === 'no text') return unreadable('The body is not UTF-8, ended early or took too long.');
  if (body === 'too long') return { ok: false, status: 413, why: `The body has more than ${most} bytes.` };
  try {
    return { ok: true, value: JSON.parse(body.text) };
  } catch {
    return unreadable('The body is not JSON.');
  }
}

function unreadable(why: string): Body {
  return { ok: false, status: 400, why };
}
