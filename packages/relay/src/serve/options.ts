import { checkNames, parseAuthorize, parseBasePath, parseOrigins, parseStreams } from '@flagstaff/http/endpoint';
import type { Authorize, CorsOptions, StreamOptions } from '@flagstaff/http/endpoint';

export type RelayEventOptions = StreamOptions;

export interface RelayOptions {
  /**
   * Who may read all documents, with their rules and overrides. There is no default: `'anyone'` opens the relay to everybody
   * who can reach it.
   */
  readonly authorize: Authorize | 'anyone';
  /** What comes before `/flagstaff/v1`, as the handler sees it. Default: nothing. */
  readonly basePath?: string;
  /** For browsers on other origins. Default: none. */
  readonly cors?: CorsOptions;
  /** Tells readers of changes by server-sent events; false: they poll. Default: on. */
  readonly events?: false | RelayEventOptions;
}

export interface Settings {
  readonly authorize: Authorize;
  readonly basePath: string;
  readonly origins: readonly string[];
  readonly events: Required<StreamOptions> | undefined;
}

const OPTIONS: { readonly [name in keyof RelayOptions]-?: true } = {
  authorize: true,
  basePath: true,
  cors: true,
  events: true,
};

/** The options with their defaults. Throws `INVALID_OPTIONS`. */
export function parseOptions(options: RelayOptions): Settings {
  checkNames('relay', options ?? {}, Object.keys(OPTIONS));
  const { authorize, basePath, cors, events } = options ?? {};
  return {
    authorize: parseAuthorize(authorize),
    basePath: parseBasePath(basePath),
    origins: parseOrigins(cors),
    events: events === false ? undefined : parseStreams(events),
  };
}
