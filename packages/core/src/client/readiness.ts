import { FlagstaffError } from '../model/error.ts';
import type { Clock } from '../timing/clock.ts';

/** What `ready()` waits at. */
export interface Readiness {
  /** Resolves once the gate is open; rejects with `READY_TIMEOUT`, `CLOSED`, or what the gate was barred with. */
  wait(timeoutMs: number): Promise<void>;
  resolve(): void;
  /** Turns away everybody who waits or comes later, until the gate is opened. */
  fail(error: FlagstaffError): void;
  /** Turns away everybody who waits or comes later. */
  close(): void;
}

export function createReadiness(clock: Clock): Readiness {
  const waiting = new Set<{ enter: () => void; leave: (error: FlagstaffError) => void }>();
  let state: 'waiting' | 'open' | 'shut' = 'waiting';
  let barred: FlagstaffError | undefined;

  return {
    async wait(timeoutMs) {
      if (state === 'open') return;
      if (state === 'shut') throw closed();
      if (barred !== undefined) throw barred;
      await new Promise<void>((resolve, reject) => {
        const visitor = {
          enter: () => done(resolve),
          leave: (error: FlagstaffError) => done(() => reject(error)),
        };
        // Somebody waits, so the process stays until the time is over.
        const cancel = clock.setTimer(() => visitor.leave(tooLate(timeoutMs)), timeoutMs, { keepAlive: true });
        const done = (settle: () => void): void => {
          waiting.delete(visitor);
          cancel();
          settle();
        };
        waiting.add(visitor);
      });
    },
    resolve() {
      if (state !== 'waiting') return;
      state = 'open';
      barred = undefined;
      for (const { enter } of waiting) enter();
    },
    fail(error) {
      if (state === 'shut') return;
      state = 'waiting';
      barred = error;
      for (const { leave } of waiting) leave(error);
    },
    close() {
      state = 'shut';
      for (const { leave } of waiting) leave(closed());
    },
  };
}

function tooLate(timeoutMs: number): FlagstaffError {
  return new FlagstaffError(
    'READY_TIMEOUT',
    `Nothing was loaded from the storage backend within ${timeoutMs} ms. Loading goes on; the \`problem\` event says what stands in the way.`,
  );
}

function closed(): FlagstaffError {
  return new FlagstaffError('CLOSED', 'The client was closed.');
}
