import type { EvaluationContext } from '@flagstaff/core';
import { invalidOptions, isText, readOptions } from '@flagstaff/core/storage';
import type { OptionNames } from '@flagstaff/core/storage';
import { checkNames, checkNumber, hmacOf, parseBasePath, parseCors, parseStreams } from '@flagstaff/http/endpoint';
import type { Cors, StreamLimits, StreamOptions } from '@flagstaff/http/endpoint';
import type { OverrideKey } from '@flagstaff/http';
import type { Authorize } from './identity/identity.ts';

/** What the page shows around the flags. */
export interface PageOptions {
  /** The title of the page. Defaults to `Flagstaff`. */
  readonly title?: string | undefined;
  /** Links to other pages of yours. Defaults to none. */
  readonly links?: readonly PageLink[] | undefined;
  /** A line above everything, such as the name of the system. Defaults to none. */
  readonly banner?: PageBanner | undefined;
  /** The accent color, as a CSS hex color such as `#2563eb`. Defaults to Flagstaff's. */
  readonly accent?: string | undefined;
  /** The path of your sign-in page, to which visitors without an identity are redirected with `?next=`. Omit to show a plain page. */
  readonly signIn?: string | undefined;
}

/** A link to a page of yours. */
export interface PageLink {
  /** The text of the link. */
  readonly text: string;
  /** A path or an `https` URL. */
  readonly href: string;
}

/** A line above everything. */
export interface PageBanner {
  /** The text of the line. */
  readonly text: string;
  /** How the line looks. Defaults to `info`. */
  readonly tone?: 'info' | 'warning' | 'danger' | undefined;
}

/** The options of `admin`. `Native` is the framework's own request. */
export interface AdminOptions<Native = Request> {
  /** Identifies callers. Required: nothing is open by default. */
  readonly authorize: Authorize<Native>;
  /** The path of the mount, where the framework does not strip it, such as `/admin/flags` in Hono. Defaults to none. */
  readonly basePath?: string | undefined;
  /** What the page shows around the flags. Pass false to serve the API only. Omit for the defaults of each option. */
  readonly ui?: false | PageOptions | undefined;
  /** Refuses all writes. Defaults to false. */
  readonly readOnly?: boolean | undefined;
  /**
   * Returns a sample of contexts of your users, such as 500 rows of a table. Previews count which of them would be served another
   * variant. Only editors see single contexts. Defaults to none.
   */
  readonly audience?: (() => readonly EvaluationContext[] | Promise<readonly EvaluationContext[]>) | undefined;
  /** Refuses writes without a comment. Defaults to false. */
  readonly requireComment?: boolean | undefined;
  /** Other origins whose pages may use the API with cookies, such as `https://tools.example`. Defaults to none. */
  readonly trustedOrigins?: readonly string[] | undefined;
  /** Origins whose pages may embed the page in a frame, or `'self'` for the page's own. Defaults to none. */
  readonly frameAncestors?: readonly string[] | undefined;
  /** Maximum size of a request body in bytes. Defaults to 2,000,000. */
  readonly maxBodyBytes?: number | undefined;
  /**
   * Signs override tokens: links for testers that serve given variants. The key is one of the middleware's `overrideTokens`. Defaults
   * to none.
   */
  readonly overrideTokens?: OverrideTokenSettings | undefined;
  /** The options of the event stream. Omit for the defaults of each option. */
  readonly events?: StreamOptions | undefined;
}

/** How override tokens are signed. */
export interface OverrideTokenSettings {
  /** The key that signs. */
  readonly key: OverrideKey;
  /** The `audience` of the middleware. Omit when it has none. */
  readonly audience?: string | undefined;
}

/** The validated options, with defaults. */
export interface Settings {
  readonly authorize: Authorize<unknown>;
  readonly basePath: string;
  readonly ui: PageOptions | undefined;
  readonly readOnly: boolean;
  readonly audience: NonNullable<AdminOptions['audience']> | undefined;
  readonly requireComment: boolean;
  readonly cors: Cors;
  readonly frameAncestors: readonly string[];
  readonly maxBodyBytes: number;
  readonly overrideTokens: OverrideTokenSettings | undefined;
  readonly events: StreamLimits;
}

const OPTIONS: OptionNames<AdminOptions> = {
  authorize: true,
  basePath: true,
  ui: true,
  readOnly: true,
  audience: true,
  requireComment: true,
  trustedOrigins: true,
  frameAncestors: true,
  maxBodyBytes: true,
  overrideTokens: true,
  events: true,
};

/** Validates the options and applies defaults. @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid. */
export function parseOptions<Native>(options: AdminOptions<Native>): Settings {
  checkNames<AdminOptions<Native>>('admin', options ?? {}, OPTIONS);
  const { authorize, basePath, ui, audience, maxBodyBytes = 2_000_000, events } = options ?? {};
  if (typeof authorize !== 'function') {
    throw invalidOptions('`authorize` must be a function that identifies the caller of a request.');
  }
  if (audience !== undefined && typeof audience !== 'function') {
    throw invalidOptions('`audience` must be a function that returns contexts.');
  }
  checkNumber('maxBodyBytes', maxBodyBytes, 1_024);
  const origins = parseOrigins('trustedOrigins', options.trustedOrigins);
  return {
    authorize: authorize as Authorize<unknown>,
    basePath: parseBasePath(basePath),
    ui: ui === false ? undefined : parsePage(ui),
    readOnly: parseSwitch('readOnly', options.readOnly),
    audience,
    requireComment: parseSwitch('requireComment', options.requireComment),
    cors: parseCors({ origins, credentials: true }),
    frameAncestors: parseFrameAncestors(options.frameAncestors),
    maxBodyBytes,
    overrideTokens: parseTokens(options.overrideTokens),
    events: parseStreams(events),
  };
}

function parseTokens(given: OverrideTokenSettings | undefined): OverrideTokenSettings | undefined {
  if (given === undefined) return undefined;
  const { key, audience } = readOptions('overrideTokens', given, { key: true, audience: true });
  if (audience !== undefined && !isText(audience, 256, 1))
    throw invalidOptions('`overrideTokens.audience` must be a text.');
  hmacOf(key as OverrideKey);
  return { key: key as OverrideKey, ...(audience === undefined ? {} : { audience }) };
}

function parseSwitch(name: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw invalidOptions(`\`${name}\` must be true or false.`);
}

function parseOrigins(name: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every(isOrigin)) return [...value];
  throw invalidOptions(`\`${name}\` must be a list of origins, such as \`https://tools.example\`.`);
}

/** Returns the sources as the policy names them: `'self'` is in quotes there. */
function parseFrameAncestors(value: unknown): readonly string[] {
  const isOwn = (item: unknown): boolean => item === 'self';
  const others: unknown = Array.isArray(value) ? value.filter((item) => !isOwn(item)) : value;
  const origins = parseOrigins('frameAncestors', others);
  return Array.isArray(value) && value.some(isOwn) ? ["'self'", ...origins] : origins;
}

function isOrigin(value: unknown): value is string {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  return new URL(value).origin === value;
}

const TONES: ReadonlySet<unknown> = new Set(['info', 'warning', 'danger', undefined]);

function parsePage(ui: PageOptions | undefined): PageOptions {
  const page = readOptions('ui', ui, { title: true, links: true, banner: true, accent: true, signIn: true });
  const { title, links = [], banner, accent, signIn } = page;
  if (title !== undefined && !isText(title, 256)) throw invalidOptions('`ui.title` must be a text.');
  if (!Array.isArray(links) || !links.every(isLink)) {
    throw invalidOptions('`ui.links` must be a list of `{ text, href }`, each a path or an https URL.');
  }
  if (Array.isArray(links)) for (const link of links) readOptions('ui.links', link, { text: true, href: true });
  readOptions('ui.banner', banner, { text: true, tone: true });
  if (banner !== undefined && !(isText(banner?.text, 1_024) && TONES.has(banner.tone))) {
    throw invalidOptions("`ui.banner` must be `{ text, tone }`. The tone is 'info', 'warning' or 'danger'.");
  }
  if (accent !== undefined && !/^#[0-9a-f]{6}$/i.test(accent)) {
    throw invalidOptions('`ui.accent` must be a color such as `#2563eb`.');
  }
  if (signIn !== undefined && !isLocalPath(signIn))
    throw invalidOptions('`ui.signIn` must be a path such as `/login`.');
  return page;
}

function isLink(link: unknown): boolean {
  const { text, href } = (link ?? {}) as { readonly text?: unknown; readonly href?: unknown };
  return isText(text, 256) && (isLocalPath(href) || (typeof href === 'string' && /^https?:\/\/[^\s]+$/.test(href)));
}

/** A path of this origin. Two slashes would name another host. */
function isLocalPath(value: unknown): boolean {
  return typeof value === 'string' && /^\/[^\s\\]*$/.test(value) && value[1] !== '/';
}
