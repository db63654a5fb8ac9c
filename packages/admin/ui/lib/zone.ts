import { preference } from './preference.ts';

/** The zone that times are shown and typed in. */
export type Zone = 'browser' | 'utc';

export const zone = preference<Zone>('zone', ['browser', 'utc']);

export const isUtc = (): boolean => zone.value === 'utc';

let ofBrowser: string | undefined;

/** Returns the name of the browser's zone, such as `Europe/Berlin`. */
export const browserZone = (): string => (ofBrowser ??= Intl.DateTimeFormat().resolvedOptions().timeZone);

/** Returns the name of the zone that times are shown in. */
export const zoneName = (): string => (isUtc() ? 'UTC' : browserZone());
