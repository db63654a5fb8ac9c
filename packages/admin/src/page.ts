import type { Place } from '@flagstaff/http/endpoint';
import type { Identity } from './identity/identity.ts';
import type { Settings } from './options.ts';

/** The page and its assets, served at the mount beside the API. */
export interface AdminPage {
  /**
   * Whether a path below the mount belongs to the page or its assets, such as ``, `flags/checkout` or `assets/app-1f2e.js`. All other
   * paths go on to the app.
   *
   * @param rest The path after the mount, without its first slash.
   */
  owns(rest: string): boolean;
  /** Responds to an admitted request. */
  respond(request: Request, visit: PageVisit): Promise<Response>;
  /** Responds to a request that `authorize` refused: a redirect to `signIn`, or a plain page. */
  refuse(request: Request, status: 401 | 403, visit: Omit<PageVisit, 'identity'>): Promise<Response>;
}

/** A request for the page. */
interface PageVisit {
  /** The path after the mount, without its first slash: the remainder that the server took. */
  readonly rest: string;
  readonly place: Place;
  readonly identity: Identity;
  readonly settings: Settings;
}
