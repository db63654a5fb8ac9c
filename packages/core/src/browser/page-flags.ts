// Docs: docs/browser.md
import type {
  BooleanFlagKey,
  FlagDefinitions,
  FlagKey,
  RegisteredFlags,
  ValueMethod,
  VariantMethod,
} from '../client/definitions.ts';
import type { Bootstrap, BootstrapAnswer } from '../model/bootstrap.ts';
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
  /** Asks the server again; resolves to the keys of the flags that changed. */
  refresh(): Promise<readonly string[]>;
  /** Refreshes whenever the server says that something changed. Returns a function that stops it. */
  follow(): () => void;
  /** Calls back after a refresh that changed something. Returns a function that removes it. */
  onChange(listener: (changed: readonly string[]) => void): () => void;
}

interface EventStream {
  addEventListener(type: 'message', listener: () => void): void;
  close(): void;
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

  const answer = (key: string): BootstrapAnswer | undefined => (Object.hasOwn(flags, key) ? flags[key] : undefined);

  function value(key: string, given?: unknown): unknown {
    const definition = definitions !== undefined && Object.hasOwn(definitions, key) ? definitions[key] : undefined;
    const fallback = given ?? definition?.defaultValue ?? (definition?.type === 'boolean' ? false : undefined);
    const known = answer(key)?.value;
    return known === undefined || (fallback != null && typeof known !== typeof fallback) ? fallback : known;
  }

  async function refresh(): Promise<readonly string[]> {
    const fetched = await fetchFlags?.();
    if (fetched === undefined) return [];
    const before = flags;
    ({ flags, stream } = fetched);
    const same = (key: string): boolean => JSON.stringify(before[key]) === JSON.stringify(flags[key]);
    const changed = Object.keys({ ...before, ...flags }).filter((key) => !same(key));
    if (changed.length > 0) for (const listener of listeners) listener(changed);
    return changed;
  }

  // A refresh that fails changes nothing; the stream opens itself again, and its next event asks again.
  const again = (): Promise<unknown> => refresh().catch(() => undefined);

  function follow(): () => void {
    const { EventSource: Source } = globalThis as unknown as { EventSource?: new (url: string) => EventStream };
    let events: EventStream | undefined;
    let stopped = false;
    const start = async (): Promise<void> => {
      await again();
      if (stopped || stream === undefined || Source === undefined) return;
      events = new Source(stream);
      events.addEventListener('message', () => void again());
    };
    void start();
    return () => {
      stopped = true;
      events?.close();
    };
  }

  // The object is written for flags that nothing is known about; what F adds is checked by the compiler alone.
  return {
    isEnabled: (key: string) => value(key, false) === true,
    value,
    variant: (key: string) => answer(key)?.variant,
    answer,
    refresh,
    follow,
    onChange(listener: (changed: readonly string[]) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  } as unknown as PageFlags<F>;
}
