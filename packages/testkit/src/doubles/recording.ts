import type { StorageBackend } from '@flagstaff/core';
import { CAPABILITIES } from '@flagstaff/core/storage';
import type { Capability } from '@flagstaff/core/storage';

/** One call of a storage backend method. */
export interface RecordedOperation {
  /** The name of the method. */
  readonly method: 'get' | 'set' | 'delete' | 'list' | Capability;
  /** The arguments of the call. */
  readonly args: readonly unknown[];
}

/** A storage backend with the calls that it recorded. */
export interface RecordingStorage extends StorageBackend {
  /** The calls since the start or the last `clear`, in order. */
  readonly operations: readonly RecordedOperation[];
  /** Forgets the recorded calls. */
  clear(): void;
}

const REQUIRED = ['get', 'set', 'delete', 'list'] as const;

type Method = (...args: unknown[]) => unknown;

/** Wraps a storage backend, with the same capabilities, and records its calls. */
export function recording(storage: StorageBackend): RecordingStorage {
  const operations: RecordedOperation[] = [];
  const methods = [...REQUIRED, ...CAPABILITIES].flatMap((method): [string, Method][] => {
    const inner: unknown = storage[method];
    if (typeof inner !== 'function') return [];
    const recorded: Method = (...args) => {
      operations.push({ method, args });
      return (inner as Method).apply(storage, args);
    };
    return [[method, recorded]];
  });
  return {
    // Each method wraps the one of the same name.
    ...(Object.fromEntries(methods) as unknown as Omit<StorageBackend, 'name'>),
    name: `recording(${storage.name})`,
    operations,
    clear() {
      operations.length = 0;
    },
  };
}
