/** A part of the engine, or a library, that is imported when the first document needs it. */
export interface Engine {
  readonly isLoaded: boolean;
  /** Imports it, at most once. */
  load(): Promise<void>;
}

export interface LazyEngine<Library> extends Engine {
  /** Undefined until loaded. */
  readonly library: Library | undefined;
}

/**
 * Creates an engine. A module that an engine imports gets what it shares with the modules that are always loaded as arguments: if it
 * imported them, bundlers would move them to a chunk of their own.
 */
export function lazyEngine<Library>(importIt: () => Promise<Library>): LazyEngine<Library> {
  let library: Library | undefined;
  let loading: Promise<void> | undefined;

  async function load(): Promise<void> {
    try {
      library = await importIt();
    } finally {
      // A failure may be temporary: the next document that needs the engine retries.
      loading = undefined;
    }
  }

  return {
    get isLoaded() {
      return library !== undefined;
    },
    get library() {
      return library;
    },
    load: () => (loading ??= library === undefined ? load() : Promise.resolve()),
  };
}
