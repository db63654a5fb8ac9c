import type { TSchema } from 'typebox';
import { Check } from 'typebox/schema';
import { isTooDeep } from '@flagstaff/core/storage';
import { readText, settleInTime } from '@flagstaff/http/endpoint';
import { problem } from '../answers/problem.ts';
import { problemsOf } from './schema-problems.ts';

/** JSON, or a JSON merge patch (RFC 7396). Forms and other simple requests cannot send these. */
const JSON_TYPE = /^application\/(?:merge-patch\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

/**
 * Reads a JSON body of bounded size.
 * @throws {Error} 400, 413, 415 or 422 when it is not what the schema describes.
 */
export async function readBody(request: Request, schema: TSchema, maxBytes: number): Promise<unknown> {
  if (!JSON_TYPE.test(request.headers.get('content-type') ?? '')) {
    const detail = 'Send the body as `application/json`.';
    throw problem({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', detail });
  }
  if (request.headers.has('content-encoding')) {
    throw problem({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', detail: 'Send the body without compression.' });
  }
  const read = await settleInTime(readText(request, maxBytes)).catch(() => 'no text' as const);
  if (read === 'too long') {
    throw problem({ status: 413, code: 'BODY_TOO_LARGE', detail: `A body has at most ${maxBytes} bytes.` });
  }
  if (read === 'no text') throw invalid('The body is not UTF-8, or it ended early.');
  const value = parse(read.text);
  if (isTooDeep(value)) throw invalid('The body is nested too deeply.');
  if (Check(schema, value)) return value;
  throw problem({
    status: 400,
    code: 'INVALID_REQUEST',
    detail: 'The body is invalid.',
    problems: problemsOf(schema, value),
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('The body is not JSON.');
  }
}

function invalid(detail: string): Error {
  return problem({ status: 400, code: 'INVALID_REQUEST', detail });
}
