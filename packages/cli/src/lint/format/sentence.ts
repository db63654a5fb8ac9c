import type { Finding } from '../finding.ts';

/** Returns what a finding says, such as `flag:checkout $.rules[1]: is never reached`. */
export function sentenceOf({ id, path, message }: Finding): string {
  const part = path === undefined || path === '$' ? undefined : path;
  const about = [id, part].filter((each) => each !== undefined).join(' ');
  return about === '' ? message : `${about}: ${message}`;
}
