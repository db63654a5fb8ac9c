/**
 * A UUID for a store that no other process has: it need not be hard to guess, only never the same. Not `crypto.randomUUID`,
 * which takes Node as long to load as a thousand flags do.
 */
export function localUuid(): string {
  // Version 4, of 122 bits by chance.
  return '10000000-1000-4000-8000-100000000000'.replaceAll(/[018]/g, (digit) =>
    (digit === '8' ? 8 + Math.floor(Math.random() * 4) : Math.floor(Math.random() * 16)).toString(16),
  );
}
