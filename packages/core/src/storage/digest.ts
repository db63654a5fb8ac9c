/**
 * Returns a digest of 16 hexadecimal digits: two FNV-1a words over a text's UTF-16 units, one of them backwards. Detects
 * accidents and edits; not collision-resistant against an attacker.
 */
export function digest(text: string): string {
  let forwards = 0x811c9dc5;
  let backwards = 0x811c9dc5 ^ text.length;
  for (let index = 0, last = text.length - 1; index <= last; index += 1) {
    forwards = Math.imul(forwards ^ text.charCodeAt(index), 0x01000193);
    backwards = Math.imul(backwards ^ text.charCodeAt(last - index), 0x01000193);
  }
  return word(forwards) + word(backwards);
}

function word(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
