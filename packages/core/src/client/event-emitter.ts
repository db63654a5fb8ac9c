import { FlagstaffError } from '../model/error.ts';
import { described, invalidOptions } from '../model/input.ts';
import { FLAGSTAFF_EVENTS } from './events.ts';
import type { FlagstaffEvent, FlagstaffEvents, Listener } from './events.ts';
import type { Warn } from './warner.ts';
import { inBackground } from '../timing/background.ts';

/** The listeners of a client. */
export interface EventEmitter {
  /**
   * Adds a listener.
   * @throws {FlagstaffError} INVALID_OPTIONS when the event is unknown.
   */
  on<E extends FlagstaffEvent>(event: E, listener: Listener<E>): () => void;
  /** Calls every listener of the event. A listener that throws is reported as an `error` event. */
  emit<E extends FlagstaffEvent>(event: E, payload: FlagstaffEvents[E]): void;
  clear(): void;
}

interface Entry {
  readonly event: FlagstaffEvent;
  readonly call: (payload: never) => unknown;
}

/** @param warn Prints the errors that have no listener, so that a wrong URL is not silent. */
export function createEventEmitter(warn: Warn): EventEmitter {
  const entries = new Set<Entry>();

  function emit<E extends FlagstaffEvent>(event: E, payload: FlagstaffEvents[E]): void {
    // Selected before the first call: a listener that adds or removes others affects only the next event.
    const hearing = [...entries].filter((entry) => entry.event === event);
    if (hearing.length === 0 && event === 'error') warnOf(payload as FlagstaffError);
    for (const entry of hearing) {
      inBackground(
        () => entry.call(payload as never),
        (error) => failed(entry, error),
      );
    }
  }

  function warnOf({ code, message, cause }: FlagstaffError): void {
    warn(code, message, 'errors', cause);
  }

  function failed(entry: Entry, cause: unknown): void {
    // An `error` listener that throws is not reported, to avoid an endless loop.
    if (entry.event === 'error') return;
    emit(
      'error',
      new FlagstaffError('LISTENER_FAILED', `A listener of "${entry.event}" threw. See the error's \`cause\`.`, {
        cause,
      }),
    );
  }

  return {
    on(event, listener) {
      if (!FLAGSTAFF_EVENTS.includes(event)) {
        throw invalidOptions(
          `Event ${described(event)} does not exist. Listen to one of ${FLAGSTAFF_EVENTS.join(', ')}.`,
        );
      }
      if (typeof listener !== 'function') throw invalidOptions(`The listener of "${event}" is not a function.`);
      const entry: Entry = { event, call: listener };
      entries.add(entry);
      return () => {
        entries.delete(entry);
      };
    },
    emit,
    clear() {
      entries.clear();
    },
  };
}
