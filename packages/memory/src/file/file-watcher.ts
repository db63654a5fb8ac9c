import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inBackground } from '@flagstaff/core/storage';

/** Notifies listeners when the file has been written or replaced. */
export interface FileWatcher {
  /** Adds a listener. Resolves, once changes are observed, to a function that removes it. */
  add(onChange: () => void): Promise<() => void>;
  close(): void;
}

/**
 * Watches the folder rather than the file, because editors replace a file by renaming another one over it. Also polls the file,
 * because notifications get lost (network drives, containers). Both only trigger a check of the file's identity. Nothing runs
 * without listeners, and nothing keeps the process alive.
 */
export function createFileWatcher(path: string, pollIntervalMs: number): FileWatcher {
  const listeners = new Set<() => unknown>();
  let seen: string | undefined;
  let folder: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    const now = await identity(path);
    if (now === seen || listeners.size === 0) return;
    seen = now;
    // A listener that fails missed a hint; polling finds the change.
    for (const listener of listeners) inBackground(listener);
  }

  function start(): void {
    timer = setInterval(() => inBackground(look), pollIntervalMs);
    timer.unref();
    try {
      folder = watch(dirname(path), { persistent: false }, () => inBackground(look));
      folder.on('error', () => folder?.close());
    } catch {
      // Without notifications (missing folder, no watches left on this machine) polling is enough.
    }
  }

  function stop(): void {
    clearInterval(timer);
    folder?.close();
    folder = undefined;
  }

  return {
    async add(onChange) {
      const listener = (): unknown => onChange();
      if (listeners.size === 0) {
        start();
        listeners.add(listener);
        seen = await identity(path);
      } else {
        listeners.add(listener);
      }
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) stop();
      };
    },

    close() {
      listeners.clear();
      stop();
    },
  };
}

/** Returns a string that differs whenever the file was written or replaced. Never rejects. */
async function identity(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return `${ino}:${size}:${mtimeNs}:${ctimeNs}`;
  } catch {
    return 'absent';
  }
}
