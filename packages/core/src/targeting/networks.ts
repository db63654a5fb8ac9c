import { inNetwork } from './cidr.ts';
import type { Address, Network } from './cidr.ts';

/** Returns a test for addresses in any of some networks. Its time hardly grows with their number. */
export function networkTest(networks: readonly Network[]): (address: Address) => boolean {
  const byFamily = { 4: outermost(networks, 4), 6: outermost(networks, 6) };
  return (address) => {
    const sorted = byFamily[address.family];
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(sorted[middle]!.address, address) <= 0) low = middle + 1;
      else high = middle;
    }
    // Two networks are nested or disjoint, so only the last one that starts before the address can contain it.
    return low > 0 && inNetwork(address, sorted[low - 1]!);
  };
}

/** Returns the outermost networks of one family, ordered by first address. */
function outermost(networks: readonly Network[], family: Address['family']): Network[] {
  const sorted = networks
    .filter(({ address }) => address.family === family)
    .map(firstAddress)
    .sort((a, b) => compare(a.address, b.address) || compareWords(a.masks, b.masks));
  const kept: Network[] = [];
  for (const network of sorted) {
    const last = kept.at(-1);
    if (last === undefined || !inNetwork(network.address, last)) kept.push(network);
  }
  return kept;
}

function firstAddress({ address: { family, words }, masks }: Network): Network {
  const masked = words.map((word, index) => word & masks[index]!) as unknown as Address['words'];
  return { address: { family, words: family === 4 ? [0, 0, 0, masked[3]] : masked }, masks };
}

function compare(a: Address, b: Address): number {
  return compareWords(a.words, b.words);
}

function compareWords(a: Address['words'], b: Address['words']): number {
  for (let index = 0; index < 4; index++) {
    const difference = (a[index]! >>> 0) - (b[index]! >>> 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
