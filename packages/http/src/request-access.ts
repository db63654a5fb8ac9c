/**
 * How a framework's requests are read and answered: written once per framework, so that nothing is allocated per request.
 *
 * `Request` is whatever object the framework hands to middleware (Express's `req`, Fastify's `request`, Koa's and Hono's context).
 */
export interface RequestAccess<Request extends object> {
  /** A request header; undefined (or empty) where there is none. The name is in lower case. */
  header(request: Request, name: string): string | undefined;
  /** The address that was asked for, with its query; a path or a whole URL. */
  url(request: Request): string;
  /** Whether the visitor speaks https, as the framework's own proxy settings tell. */
  isSecure(request: Request): boolean;
  /** Adds a `Set-Cookie` header, beside those of others. Does nothing when headers are already sent. */
  appendCookie(request: Request, cookie: string): void;
}
