/**
 * 16 hexadecimal digits that stand for a text: two FNV-1a words over its UTF-16 units, one of them from the back. Tells
 * apart what changed by accident or by an edit; it is no defence against somebody who wants two texts to look the same.
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
