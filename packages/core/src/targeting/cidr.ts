/** An address as four 32-bit words. An IPv4 address, also when mapped to IPv6, is the last word alone. */
export interface Address {
  readonly family: 4 | 6;
  readonly words: readonly [number, number, number, number];
}

export interface Network {
  readonly address: Address;
  readonly masks: readonly [number, number, number, number];
}

const LONGEST = 64;

const ZONE = /%[^\s%/]+$/;

/**
 * Parses an IPv4 or IPv6 address. The zone of an IPv6 address, such as `%eth0`, is ignored. Undefined for anything else, including
 * ports and leading zeros.
 * @see RFC 4291, section 2.2, and RFC 4007, section 11
 */
export function parseAddress(text: string): Address | undefined {
  if (text.length > LONGEST) return undefined;
  if (!text.includes(':')) {
    const word = parseIpv4(text);
    return word === undefined ? undefined : { family: 4, words: [0, 0, 0, word] };
  }
  const words = parseIpv6(text.replace(ZONE, ''));
  if (words === undefined) return undefined;
  const mapped = words[0] === 0 && words[1] === 0 && words[2] === 0xffff;
  return mapped ? { family: 4, words: [0, 0, 0, words[3]] } : { family: 6, words };
}

/**
 * Parses a network such as `10.0.0.0/8` or `2001:db8::/32`. A single address is a network of one. Bits after the prefix are
 * ignored.
 */
export function parseNetwork(text: string): Network | undefined {
  const [host = '', prefix, ...more] = text.split('/');
  const address = parseAddress(host);
  // A zone belongs to one machine's addresses, not to a network.
  if (address === undefined || more.length > 0 || host.includes('%')) return undefined;
  if (prefix === undefined) return { address, masks: masksOf(128) };
  if (!/^(0|[1-9]\d{0,2})$/.test(prefix)) return undefined;
  const length = Number(prefix);
  if (address.family === 6) return length > 128 ? undefined : { address, masks: masksOf(length) };
  // The prefix length of a mapped address includes its 96 leading bits.
  const bits = host.includes(':') ? length - 96 : length;
  return bits < 0 || bits > 32 ? undefined : { address, masks: masksOf(bits + 96) };
}

export function inNetwork({ family, words }: Address, { address, masks }: Network): boolean {
  if (family !== address.family) return false;
  for (let index = family === 4 ? 3 : 0; index < 4; index++) {
    if (((words[index]! ^ address.words[index]!) & masks[index]!) !== 0) return false;
  }
  return true;
}

function masksOf(bits: number): [number, number, number, number] {
  const mask = (word: number): number => {
    const inWord = Math.min(Math.max(bits - word * 32, 0), 32);
    return inWord === 0 ? 0 : -1 << (32 - inWord);
  };
  return [mask(0), mask(1), mask(2), mask(3)];
}

function parseIpv4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return undefined;
  return parts.reduce((word, part) => (word << 8) | Number(part), 0);
}

function parseIpv6(text: string): Address['words'] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const left = parseGroups(halves[0]!, halves.length === 1);
  const right = halves.length === 2 ? parseGroups(halves[1]!, true) : [];
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array.from({ length: missing }, () => 0), ...right];
  const word = (index: number): number => (groups[index * 2]! << 16) | groups[index * 2 + 1]!;
  return [word(0), word(1), word(2), word(3)];
}

/** Parses groups of 16 bits. The last two groups of an address may be in IPv4 notation. */
function parseGroups(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const word = isEnd && index === parts.length - 1 ? parseIpv4(part) : undefined;
    if (word === undefined) return undefined;
    groups.push(word >>> 16, word & 0xffff);
  }
  return groups;
}
