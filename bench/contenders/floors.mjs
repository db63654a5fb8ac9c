// The lower bounds of any flag library: a lookup, and a lookup with one hash of the user's id. No rules, no reasons, no types.
import { murmur3, murmur3State } from './murmur3.mjs';

const HASHES = 2 ** 32;
const NO_MORE = 'a floor, not a product';
const CANNOT = { rules: NO_MORE, segment: NO_MORE, requires: NO_MORE };

const plain = ({ kind }) => kind === 'on' || kind === 'rollout' || kind === 'split';

/** Upper bounds of the shares in the hash space. */
function ends(shares) {
  let sum = 0;
  return Object.values(shares).map((weight) => Math.floor(((sum += weight) / 100) * HASHES));
}

const translate = ({ flags }) => flags.filter(plain).map(({ pinned: _, ...flag }) => flag);

function mapOnly() {
  return {
    name: 'floor: Map',
    floor: true,
    cannot: { ...CANNOT, rollout: NO_MORE, split: NO_MORE },
    translate,
    async open(text) {
      const flags = new Map(JSON.parse(text).map(({ key, kind }) => [key, kind === 'on']));
      return {
        context: ({ id }) => ({ id }),
        isOn: (key, _context) => flags.get(key) === true,
        choice: () => undefined,
      };
    },
  };
}

/**
 * In the workloads, `stream:seed:` fills whole blocks of four bytes, so a hash can continue from its state.
 * `beforehand`: hashes that prefix once per flag instead of on every call.
 */
function mapAndHash(name, beforehand) {
  const stateOf = beforehand ? ({ state }) => state : ({ beginning }) => murmur3State(beginning);
  return {
    name,
    floor: true,
    cannot: { ...CANNOT, on: NO_MORE },
    translate,
    async open(text) {
      const flags = new Map(JSON.parse(text).map((flag) => [flag.key, prepared(flag)]));
      return {
        context: ({ id }) => ({ id }),
        isOn: (key, { id }) => {
          const flag = flags.get(key);
          return murmur3(id, stateOf(flag), flag.length) >>> 0 < flag.threshold;
        },
        choice: (key, { id }) => {
          const flag = flags.get(key);
          const hash = murmur3(id, stateOf(flag), flag.length) >>> 0;
          const { ends, names } = flag;
          return hash < ends[0] ? names[0] : hash < ends[1] ? names[1] : names[2];
        },
      };
    },
  };
}

function prepared({ kind, key, percentage, shares }) {
  const beginning = `${kind}:${key}:`;
  return {
    beginning,
    length: beginning.length,
    state: murmur3State(beginning),
    threshold: Math.floor(((percentage ?? 0) / 100) * HASHES),
    ends: ends(shares ?? {}),
    names: Object.keys(shares ?? {}),
  };
}

export const floorMap = mapOnly();
export const floorHash = mapAndHash('floor: Map, murmur3', false);
export const floorRest = mapAndHash('floor: Map, murmur3 of the id', true);
