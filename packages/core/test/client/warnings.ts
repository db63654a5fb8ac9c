import { setImmediate } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

type Printed = Error & { readonly code?: string; readonly detail?: string };

/** Collects the warnings of Flagstaff until the test ends, instead of printing them. */
export function collectWarnings(): () => Promise<readonly Printed[]> {
  const collected: Printed[] = [];
  const collect = (warning: Printed): void => {
    if (warning.name === 'FlagstaffWarning') collected.push(warning);
  };
  const others = process.listeners('warning');
  process.removeAllListeners('warning').on('warning', collect);
  onTestFinished(() => {
    process.removeAllListeners('warning');
    for (const listener of others) process.on('warning', listener);
  });
  return async () => {
    // What prints is loaded for the first warning. Node then emits it on the next tick.
    await import('../../src/client/rare-parts.ts');
    await setImmediate();
    await setImmediate();
    return collected;
  };
}
