import type { IncomingMessage, ServerResponse } from 'node:http';
import { toError } from '../to-error.ts';
import { answer, pathOf } from './fetch-handler.ts';
import type { FetchHandler } from './fetch-handler.ts';

/** The parts of Express's `req` that the handler uses. */
export interface ExpressRequest extends IncomingMessage {
  /** The path prefix that Express stripped. Empty at the root. */
  readonly baseUrl?: string;
  /** The client's IP address, by the app's `trust proxy`. Undefined when the connection is closed. */
  readonly ip?: string | undefined;
  /** The body that a body parser produced. Undefined when none ran. */
  readonly body?: unknown;
}

/**
 * Wraps a fetch handler as Express middleware. Other requests continue with `next()`.
 *
 * @example
 * app.use(expressHandler(ofrep(flagstaff, { authorize })));
 */
export function expressHandler(
  handler: FetchHandler,
): (req: ExpressRequest, res: ServerResponse, next: (error?: unknown) => void) => void {
  return function handle(req, res, next) {
    const respond = handler.match(pathOf(req));
    if (respond === undefined) {
      next();
      return;
    }
    const { body: parsed, baseUrl: mountedAt = '', ip: address } = req;
    const failed = (error: unknown): void => next(toError(error));
    answer(respond, { incoming: req, outgoing: res, parsed, mountedAt, address, native: req }).catch(failed);
  };
}
