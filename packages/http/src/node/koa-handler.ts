import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer, pathOf } from './fetch-handler.ts';
import type { FetchHandler } from './fetch-handler.ts';

/** The parts of Koa's `ctx` that the handler uses. */
export interface KoaContext {
  /** Node's request. */
  readonly req: IncomingMessage;
  /** Node's response. */
  readonly res: ServerResponse;
  /** Koa's request. */
  readonly request: object & {
    /** The body that a body parser produced. Undefined when none ran. */
    readonly body?: unknown;
  };
  /** The path prefix that `koa-mount` stripped. Absent at the root. */
  readonly mountPath?: string;
  /** The client's IP address, by the app's `proxy`. */
  readonly ip?: string;
  /** Set to false when the handler sends the response. */
  respond?: boolean;
}

/**
 * Wraps a fetch handler as Koa middleware. Other requests continue with `next()`.
 *
 * @example
 * app.use(koaHandler(ofrep(flagstaff, { authorize })));
 */
export function koaHandler(handler: FetchHandler): (ctx: KoaContext, next: () => Promise<unknown>) => Promise<void> {
  return async function handle(ctx, next) {
    const respond = handler.match(pathOf(ctx.req));
    if (respond === undefined) {
      await next();
      return;
    }
    const { req: incoming, res: outgoing, request, mountPath = '', ip: address } = ctx;
    // The response is written here, so Koa must not write one. Koa still handles errors.
    ctx.respond = false;
    try {
      await answer(respond, { incoming, outgoing, parsed: request.body, mountedAt: mountPath, address, native: ctx });
    } catch (error) {
      ctx.respond = true;
      throw error;
    }
  };
}
