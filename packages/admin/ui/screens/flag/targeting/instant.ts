import { signal } from '@preact/signals';

/** The instant that the flag is shown at, in milliseconds. Undefined: now. */
export const shownInstant = signal<number | undefined>(undefined);
