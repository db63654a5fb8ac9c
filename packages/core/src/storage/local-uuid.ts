/**
 * Returns a UUID for a private store: unique, but predictable. Not `crypto.randomUUID`, which takes Node as long to load as a
 * thousand flags.
 */
export function localUuid(): string {
  // Version 4, with 122 random bits.
  return '10000000-1000-4000-8000-100000000000'.replaceAll(/[018]/g, (digit) =>
    (digit === '8' ? 8 + Math.floor(Math.random() * 4) : Math.floor(Math.random() * 16)).toString(16),
  );
}
