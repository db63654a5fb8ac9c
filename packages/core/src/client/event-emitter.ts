import { FlagstaffError } from '../model/error.ts';
import { described, invalidOptions } from '../model/input.ts';
import { FLAGSTAFF_EVENTS } from './events.ts';
import type { FlagstaffEvent, FlagstaffEvents, Listener } from './events.ts';
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

export function createEventEmitter(): EventEmitter {
  const entries = new Set<Entry>();
  let warned = false;

  /** Without a listener the first error is printed, so that a wrong URL is not silent. */
  function warnOnce({ code, message }: FlagstaffError): void {
    if (warned) return;
    warned = true;
    const hint = "Listen with `flagstaff.on('error', …)` to see every error; a listener silences this warning.";
    // oxlint-disable-next-line no-console -- the only output without a listener, as with other emitters of the field
    inBackground(() => console.warn(`Flagstaff: ${code}: ${message}\n${hint}`));
  }

  function emit<E extends FlagstaffEvent>(event: E, payload: FlagstaffEvents[E]): void {
    // Selected before the first call: a listener that adds or removes others affects only the next event.
    const hearing = [...entries].filter((entry) => entry.event === event);
    if (hearing.length === 0 && event === 'error') warnOnce(payload as FlagstaffError);
    for (const entry of hearing) {
      inBackground(
        () => entry.call(payload as never),
        (error) => failed(entry, error),
      );
    }
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
