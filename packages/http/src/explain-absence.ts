import { FlagstaffError, isProduction } from '@flagstaff/core/storage';

/** An accessor of a property. */
export interface AbsentFlags {
  /** Throws. */
  get(): never;
  /** Replaces the property of this object. */
  set(this: object, value: unknown): void;
}

/** What an adapter adds to requests: a property that reads as undefined before the middleware has run. */
const NAME = 'flags';

/**
 * Returns the property of requests that the middleware has not seen: reading it throws an error that says so, instead of the `TypeError`
 * of the next property. Assigning to it replaces it for that request.
 *
 * @param shown How handlers write it, such as `req.flags`.
 */
export function absentFlags(shown: string): AbsentFlags {
  return {
    get() {
      throw new FlagstaffError(
        'NO_CURRENT_FLAGS',
        `\`${shown}\` was read before its middleware ran for the request. Mount \`flags(flagstaff)\` before the handlers and guards that use it.`,
      );
    },
    set(value) {
      Object.defineProperty(this, NAME, { value, configurable: true, enumerable: true, writable: true });
    },
  };
}

/** Adds that property to the prototype of a framework's requests. Does nothing in production. */
export function explainAbsence(prototype: object, shown: string): void {
  if (isProduction() || Object.hasOwn(prototype, NAME)) return;
  Object.defineProperty(prototype, NAME, { configurable: true, ...absentFlags(shown) });
}
