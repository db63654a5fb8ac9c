import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { inNetwork, parseAddress, parseNetwork } from './cidr.ts';
import { networkTest } from './networks.ts';

// Few values, so that networks nest and addresses often match.
const byte = fc.constantFrom(0, 1, 127, 128, 255);
const v4 = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join('.'));
const v6 = fc.tuple(byte, byte).map(([a, b]) => `2001:${a.toString(16)}::${b.toString(16)}`);
const address = fc.oneof(v4, v6);
const network = fc.oneof(
  fc.tuple(v4, fc.integer({ min: 0, max: 32 })).map(([host, prefix]) => `${host}/${prefix}`),
  fc.tuple(v6, fc.integer({ min: 0, max: 128 })).map(([host, prefix]) => `${host}/${prefix}`),
  address,
);

it('finds an address in many networks as in each of them', () => {
  const seen = [0, 0];
  fc.assert(
    fc.property(fc.array(network, { maxLength: 12 }), fc.array(address, { maxLength: 12 }), (texts, hosts) => {
      const networks = texts.map((text) => parseNetwork(text)!);
      const isIn = networkTest(networks);
      for (const host of hosts.map((text) => parseAddress(text)!)) {
        const expected = networks.some((each) => inNetwork(host, each));
        seen[Number(expected)]!++;
        expect(isIn(host)).toBe(expected);
      }
    }),
    { numRuns: 2_000 },
  );
  expect(Math.min(...seen)).toBeGreaterThan(500);
});
