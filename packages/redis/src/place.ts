/** The id of an entry in a stream. Begins with the server's time. */
export const PLACE: RegExp = /^\d{1,15}-\d{1,15}$/;

/** Before every entry. */
export const NO_PLACE = '0-0';

function partsOf(place: string): readonly [time: number, sequence: number] {
  const dash = place.indexOf('-');
  return [Number(place.slice(0, dash)), Number(place.slice(dash + 1))];
}

export function timeOf(place: string): number {
  return partsOf(place)[0];
}

export function comparePlaces(one: string, other: string): number {
  const [time, sequence] = partsOf(one);
  const [otherTime, otherSequence] = partsOf(other);
  return time - otherTime || sequence - otherSequence;
}

/** Returns the first place after a place. */
export function placeAfter(place: string): string {
  const [time, sequence] = partsOf(place);
  return `${time}-${sequence + 1}`;
}
