import { unitAt } from './murmur3.ts';

/** Maximum product of two lengths for the engine's search, whose worst case is that product. */
const SMALL = 65_536;

/**
 * Returns a test for texts that contain a part. Linear, where engines may compare every unit of the part at every position.
 * @see Knuth, Morris, Pratt, "Fast pattern matching in strings", 1977
 */
export function containing(part: string): (text: string) => boolean {
  let table: Uint16Array | undefined;
  return (text) => {
    if (part.length > text.length) return false;
    if (part.length * text.length <= SMALL) return text.includes(part);
    table ??= bordersOf(part);
    return search(text, part, table);
  };
}

/** Returns, for each prefix of the part, the length of its longest proper prefix that is also a suffix. */
function bordersOf(part: string): Uint16Array {
  const borders = new Uint16Array(part.length);
  let border = 0;
  for (let index = 1; index < part.length; index++) {
    const unit = unitAt(part, index);
    while (border > 0 && unitAt(part, border) !== unit) border = borders[border - 1]!;
    if (unitAt(part, border) === unit) border++;
    borders[index] = border;
  }
  return borders;
}

function search(text: string, part: string, borders: Uint16Array): boolean {
  const size = part.length;
  let matched = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = unitAt(text, index);
    while (matched > 0 && unitAt(part, matched) !== unit) matched = borders[matched - 1]!;
    if (unitAt(part, matched) === unit && ++matched === size) return true;
  }
  return false;
}
