import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer, pathOf } from './fetch-handler.ts';
import type { FetchHandler } from './fetch-handler.ts';

/** The parts of Koa's `ctx` that the handler uses. */
export interface KoaContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** As body parsers and `koa-mount` leave them. */
  readonly request: object & { readonly body?: unknown };
  readonly mountPath?: string;
  readonly ip?: string;
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
      await answer(respond, { incoming, outgoing, parsed: request.body, mountedAt: mountPath, address });
    } catch (error) {
      ctx.respond = true;
      throw error;
    }
  };
}
