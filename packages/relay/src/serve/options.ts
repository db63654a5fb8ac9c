import { checkNames, parseAuthorize, parseBasePath, parseCors, parseStreams } from '@flagstaff/http/endpoint';
import type { Authorize, Cors, CorsOptions, StreamLimits, StreamOptions } from '@flagstaff/http/endpoint';

/** The options of event streams. */
export type RelayEventOptions = StreamOptions;

/** The options of `relay`. */
export interface RelayOptions {
  /**
   * Authorizes readers of all documents, including rules and overrides. Required: `'anyone'` makes the relay public.
   */
  readonly authorize: Authorize | 'anyone';
  /** The path before `/flagstaff/v1`, as the handler sees it. Defaults to none. */
  readonly basePath?: string | undefined;
  /** Allows browsers on other origins. Omit to allow none. */
  readonly cors?: CorsOptions | undefined;
  /** Announces changes by server-sent events. Pass false to make readers poll. Defaults to on. */
  readonly events?: false | RelayEventOptions | undefined;
}

export interface Settings {
  readonly authorize: Authorize;
  readonly basePath: string;
  readonly cors: Cors;
  readonly events: StreamLimits | undefined;
}

const OPTIONS: { readonly [name in keyof RelayOptions]-?: true } = {
  authorize: true,
  basePath: true,
  cors: true,
  events: true,
};

/** Validates the options and applies defaults. @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid. */
export function parseOptions(options: RelayOptions): Settings {
  checkNames('relay', options ?? {}, OPTIONS);
  const { authorize, basePath, cors, events } = options ?? {};
  return {
    authorize: parseAuthorize(authorize),
    basePath: parseBasePath(basePath),
    cors: parseCors(cors),
    events: events === false ? undefined : parseStreams(events),
  };
}
