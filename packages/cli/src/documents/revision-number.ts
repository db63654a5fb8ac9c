import { wrongUse } from '../frame/failure.ts';

/** Reads the number of a revision. */
export function revisionNumber(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw wrongUse(`"${text}" is no revision. Use a number of \`flagstaff history\`.`);
}
