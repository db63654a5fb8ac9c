/** True in `npm run soak`: full counts, long faults. */
export const SOAKING: boolean = process.env['FLAGSTAFF_SOAK'] === '1';

/** Returns a number of repetitions: the full count in a soak, else one that fits every test run. */
export function count(usual: number, soaking: number): number {
  return SOAKING ? soaking : usual;
}

type Describe = (title: string, body: () => void) => unknown;

/** Groups of the storage conformance suite that test what all ways to reach one kind of store share. */
const SHARED: readonly string[] = ['arguments of the wrong type', 'large histories', 'through a client'];

/** Returns a `describe` for a suite that another test runs in full: it leaves out what both share, except in a soak. */
export function repeated(describe: Describe): Describe {
  return (title, body) => (!SOAKING && SHARED.includes(title) ? undefined : describe(title, body));
}
