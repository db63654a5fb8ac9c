import type { Bytes } from '@flagstaff/core/storage';

/** The body of responses, for all readers. */
export interface Representation {
  readonly bytes: Bytes;
  /** Compresses the body once, when first asked. Undefined when it is too small, or the runtime cannot. */
  gzip(): Promise<Bytes | undefined>;
}

/** Bytes below which compression saves less than its header and its time cost. */
const MIN_BYTES = 1_024;

export function createRepresentation(text: string): Representation {
  const bytes = new TextEncoder().encode(text);
  let compressed: Promise<Bytes | undefined> | undefined;
  return {
    bytes,
    gzip() {
      compressed ??= bytes.byteLength < MIN_BYTES ? Promise.resolve(undefined) : compress(bytes);
      return compressed;
    },
  };
}

async function compress(bytes: Bytes): Promise<Bytes | undefined> {
  // Bun has it since 1.3 only.
  if (typeof CompressionStream === 'undefined') return undefined;
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Keeps the latest bodies, so that each is serialized and compressed once. */
export function createKept(most: number): (name: string, text: () => string) => Representation {
  const kept = new Map<string, Representation>();
  return (name, text) => {
    let found = kept.get(name);
    if (found === undefined) {
      found = createRepresentation(text());
      kept.set(name, found);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    }
    return found;
  };
}
