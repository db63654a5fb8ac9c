/**
 * Reads requests and writes responses of a framework. One object per framework, so that nothing is allocated per request.
 *
 * `Request` is the object that the framework passes to middleware (Express's `req`, Fastify's `request`, Koa's and Hono's context).
 */
export interface RequestAccess<Request extends object> {
  /** Returns a request header, by its name in lower case. Undefined or empty when it is missing. */
  header(request: Request, name: string): string | undefined;
  /** Returns the requested URL with its query: a path or an absolute URL. */
  url(request: Request): string;
  /** Returns whether the visitor uses HTTPS, according to the framework's proxy settings. */
  isSecure(request: Request): boolean;
  /** Adds a `Set-Cookie` header to the existing ones. Does nothing when the headers were already sent. */
  appendCookie(request: Request, cookie: string): void;
}
