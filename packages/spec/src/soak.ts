/** True in `npm run soak`: full counts, long faults. */
export const SOAKING: boolean = process.env['FLAGSTAFF_SOAK'] === '1';

/** Returns a number of repetitions: the full count in a soak, else one that fits every test run. */
export function count(usual: number, soaking: number): number {
  return SOAKING ? soaking : usual;
}
