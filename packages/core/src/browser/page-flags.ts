// Docs: docs/browser.md
import type {
  BooleanFlagKey,
  FlagDefinitions,
  FlagKey,
  RegisteredFlags,
  ValueMethod,
  VariantMethod,
} from '../model/definitions.ts';
import type { Bootstrap, BootstrapAnswer } from '../model/bootstrap.ts';
import { inBackground } from '../timing/background.ts';
import { checkNames } from './check-names.ts';
import { followStream } from './follow-stream.ts';
import { createFetch } from './ofrep-source.ts';
import type { OfrepSource } from './ofrep-source.ts';
import { readBootstrap } from './read-bootstrap.ts';

export type { OfrepSource } from './ofrep-source.ts';

/** The options of `pageFlags`. */
export interface PageFlagsOptions<F extends FlagDefinitions = FlagDefinitions> {
  /** The same definitions as on the server, for defaults. Import only their types and omit this to keep the page small. */
  readonly definitions?: F | undefined;
  /** Defaults to the bootstrap that `embedBootstrap` added to the page. */
  readonly bootstrap?: Bootstrap | undefined;
  /** The id of the bootstrap element. Defaults to `flagstaff`. */
  readonly id?: string | undefined;
  /** The server to refresh from. Without it, `refresh` and `follow` do nothing. */
  readonly ofrep?: OfrepSource | undefined;
}

/** The flags of a page. Never throws, except that `refresh` rejects when there is no response. */
export interface PageFlags<F extends FlagDefinitions = RegisteredFlags> {
  /** Returns the value of a boolean flag. False unless the flag is known to be true. */
  isEnabled(key: BooleanFlagKey<F>): boolean;
  /** Returns the value of a flag of the default's type, or the default when the server sent none. */
  readonly value: ValueMethod<F>;
  /** Returns the served variant. Undefined when the server sent none. */
  readonly variant: VariantMethod<F>;
  /** Returns the server's answer for a flag, if any. */
  answer(key: FlagKey<F>): BootstrapAnswer | undefined;
  /** Fetches the flags again. Resolves to the keys of the flags that changed. Concurrent calls share one request. */
  refresh(): Promise<readonly string[]>;
  /**
   * Refreshes now and after every change announced by the server, with backoff while there is no response. Pages of one browser
   * share one event stream. Refreshes about once a minute in a hidden page, when the server announces nothing, or when there is no
   * `EventSource`. Returns a function that stops it.
   */
  follow(): () => void;
  /** Calls back after a refresh that changed something. Returns a function that removes the listener. */
  onChange(listener: (changed: readonly string[]) => void): () => void;
}

interface Page {
  readonly reportError?: (error: unknown) => void;
}

/**
 * Returns the flags that came with the page. They are available from the first line of script, without a flicker.
 *
 * @throws {TypeError} When an option has another name.
 * @example
 * const flags = pageFlags<typeof definitions>();
 * if (flags.isEnabled('new-checkout')) start();
 */
export function pageFlags<const F extends FlagDefinitions = RegisteredFlags>(
  options: PageFlagsOptions<F> = {},
): PageFlags<F> {
  checkNames('pageFlags', options, ['definitions', 'bootstrap', 'id', 'ofrep']);
  const { definitions, id = 'flagstaff', ofrep } = options;
  if (ofrep !== undefined) checkNames('ofrep', ofrep, ['baseUrl', 'context', 'headers']);
  let { flags } = options.bootstrap ?? readBootstrap(id);
  const fetchFlags = ofrep && createFetch(ofrep);
  const listeners = new Set<(changed: readonly string[]) => void>();
  let stream: string | undefined;
  let asking: Promise<unknown> = Promise.resolve();
  let next: Promise<readonly string[]> | undefined;

  const answer = (key: string): BootstrapAnswer | undefined => (Object.hasOwn(flags, key) ? flags[key] : undefined);

  function value(key: string, given?: unknown): unknown {
    const definition = definitions !== undefined && Object.hasOwn(definitions, key) ? definitions[key] : undefined;
    const fallback = given ?? definition?.defaultValue ?? (definition?.type === 'boolean' ? false : undefined);
    const known = answer(key)?.value;
    return known === undefined || (fallback != null && typeof known !== typeof fallback) ? fallback : known;
  }

  async function ask(): Promise<readonly string[]> {
    const fetched = await fetchFlags?.();
    if (fetched === undefined) return [];
    const before = flags;
    ({ flags, stream } = fetched);
    const same = (key: string): boolean => JSON.stringify(before[key]) === JSON.stringify(flags[key]);
    const changed = Object.keys({ ...before, ...flags }).filter((key) => !same(key));
    if (changed.length > 0) for (const listener of listeners) notify(listener, changed);
    return changed;
  }

  /** One request at a time, so that no older response arrives last. Concurrent callers share the next one. */
  function refresh(): Promise<readonly string[]> {
    next ??= asking.then(() => {
      next = undefined;
      const answered = ask();
      asking = answered.catch(() => undefined);
      return answered;
    });
    return next;
  }

  // Implemented for unknown flags. The types of F exist only at compile time.
  return {
    isEnabled: (key: string) => value(key, false) === true,
    value,
    variant: (key: string) => answer(key)?.variant,
    answer,
    refresh,
    follow: () => followStream({ refresh, address: () => stream }),
    onChange(listener: (changed: readonly string[]) => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  } as unknown as PageFlags<F>;
}

/** A listener that throws does not affect the others. The error is logged to the console. */
function notify(listener: (changed: readonly string[]) => void, changed: readonly string[]): void {
  inBackground(
    () => listener(changed),
    (error) => (globalThis as Page).reportError?.(error),
  );
}
