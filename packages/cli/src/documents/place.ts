/** Names the flags without patches, as the API does. */
const BASE = '*';

/** Reads the environment of an argument. Undefined for the flags without patches. */
export function placeOf(text: string): string | undefined {
  return text === BASE ? undefined : text;
}
