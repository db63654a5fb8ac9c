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
import { followStream } from './follow-stream.ts';
import { createFetch } from './ofrep-source.ts';
import type { OfrepSource } from './ofrep-source.ts';
import { readBootstrap } from './read-bootstrap.ts';

export type { OfrepSource } from './ofrep-source.ts';

export interface PageFlagsOptions<F extends FlagDefinitions = FlagDefinitions> {
  /** The same definitions as on the server: they give defaults. Import types alone and leave this out to keep the page small. */
  readonly definitions?: F;
  /** Default: what `embedBootstrap` put into the page. */
  readonly bootstrap?: Bootstrap;
  /** The id of the bootstrap element. Default `flagstaff`. */
  readonly id?: string;
  /** Where to ask again; without it, `refresh` and `follow` do nothing. */
  readonly ofrep?: OfrepSource;
}

/** The flags of a page. Nothing here throws but `refresh`, which rejects when it cannot ask. */
export interface PageFlags<F extends FlagDefinitions = RegisteredFlags> {
  /** The value of a boolean flag; false unless it is known to be true. */
  isEnabled(key: BooleanFlagKey<F>): boolean;
  /** The value of a flag of the default's type; the default where the server had none to give. */
  readonly value: ValueMethod<F>;
  readonly variant: VariantMethod<F>;
  /** What the server said of a flag; undefined: nothing. */
  answer(key: FlagKey<F>): BootstrapAnswer | undefined;
  /** Asks the server again; resolves to the keys of the flags that changed. Calls that come while it waits share one request. */
  refresh(): Promise<readonly string[]>;
  /**
   * Refreshes now, and whenever the server says that something changed; asks again, less and less often, while it gets no answer.
   * Returns a function that stops it. Where the server announces nothing, or there is no `EventSource`, it refreshes once.
   */
  follow(): () => void;
  /** Calls back after a refresh that changed something. Returns a function that removes it. */
  onChange(listener: (changed: readonly string[]) => void): () => void;
}

interface Page {
  readonly reportError?: (error: unknown) => void;
}

/**
 * The flags that came with the page: answers are there from the first line of script, so nothing flickers.
 *
 * @example
 * const flags = pageFlags<typeof definitions>();
 * if (flags.isEnabled('new-checkout')) start();
 */
export function pageFlags<const F extends FlagDefinitions = RegisteredFlags>(
  options: PageFlagsOptions<F> = {},
): PageFlags<F> {
  const { definitions, id = 'flagstaff', ofrep } = options;
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
    if (changed.length > 0) for (const listener of listeners) tell(listener, changed);
    return changed;
  }

  /** One at a time, so that no answer is overtaken by an older one; all who ask meanwhile share the next. */
  function refresh(): Promise<readonly string[]> {
    next ??= asking.then(() => {
      next = undefined;
      const answered = ask();
      asking = answered.catch(() => undefined);
      return answered;
    });
    return next;
  }

  // The object is written for flags that nothing is known about; what F adds is checked by the compiler alone.
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

/** A listener that throws keeps nothing from the others; the page's console tells. */
function tell(listener: (changed: readonly string[]) => void, changed: readonly string[]): void {
  inBackground(
    () => listener(changed),
    (error) => (globalThis as Page).reportError?.(error),
  );
}
