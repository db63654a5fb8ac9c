// Docs: docs/design/versioned-rulesets.md

/** What a change makes of some keys; undefined: it takes them out. */
export type MapChanges<K, V> = Map<K, V | undefined>;

/** A version that is read through more others than this gets a map of its own. */
const MAX_WALK = 16;
/** Changes after which the next version gets a map of its own: old versions must not keep every later one alive. */
const MIN_MOVES = 64;

/**
 * An immutable map of which the next version costs what changed, not what there is. All versions share one plain `Map`: the
 * version that was settled last owns it, so that looking up there is looking up in a plain map, and every other version knows
 * how it differs from its neighbour on the way to the owner. Source: Henry G. Baker, "Shallow binding makes functional arrays
 * fast", 1991.
 */
export class VersionedMap<K, V> implements ReadonlyMap<K, V> {
  /** The owner's; in other versions an empty one, so that it is a map always: engines inline a look-up in what never varies. */
  #map: Map<K, V>;
  /** The neighbour on the way to the owner, and what is different here; undefined: this is the owner. */
  #neighbour: VersionedMap<K, V> | undefined;
  #changes: MapChanges<K, V> | undefined;
  /** How many changes the map has seen since it was made. */
  #moves = 0;
  /** Somebody may still be in the middle of it. */
  #iterated = false;

  constructor(map: Map<K, V> = new Map()) {
    this.#map = map;
  }

  get(key: K): V | undefined {
    // The version in force owns the map: what is found there is found at the cost of a plain map.
    const value = this.#map.get(key);
    return value === undefined && this.#neighbour !== undefined ? this.#getFromAfar(key) : value;
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  get size(): number {
    return this.#own().size;
  }

  /** The version after some changes, which are taken over; this one stays as it is. No value is undefined. */
  with(changes: MapChanges<K, V>): VersionedMap<K, V> {
    if (changes.size === 0) return this;
    // Where little stays the same, nothing is gained by sharing it.
    if (this.#neighbour === undefined && changes.size * 4 > this.#map.size) {
      return new VersionedMap(this.#map.size === 0 ? withoutGone(changes) : putAll(new Map(this.#map), changes));
    }
    const next = new VersionedMap<K, V>();
    next.#neighbour = this;
    next.#changes = changes;
    return next;
  }

  /** Makes this the version in which looking up is fastest. */
  settle(): void {
    const neighbour = this.#neighbour;
    if (neighbour === undefined) return;
    const map = neighbour.#map;
    const moves = neighbour.#moves + this.#changes!.size;
    if (neighbour.#neighbour !== undefined || neighbour.#iterated || moves > Math.max(MIN_MOVES, map.size / 8)) {
      this.#own();
      return;
    }
    const before = new Map<K, V | undefined>();
    for (const [key, value] of this.#changes!) {
      before.set(key, map.get(key));
      put(map, key, value);
    }
    this.#take(map, moves);
    neighbour.#map = new Map();
    neighbour.#neighbour = this;
    neighbour.#changes = before;
  }

  /** To be done with before anything else happens: an iteration that may be left and taken up again is one of the others. */
  forEach(visit: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.#own()) visit(value, key, this);
  }

  entries(): MapIterator<[K, V]> {
    return this.#toIterate().entries();
  }

  keys(): MapIterator<K> {
    return this.#toIterate().keys();
  }

  values(): MapIterator<V> {
    return this.#toIterate().values();
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  #getFromAfar(key: K): V | undefined {
    let changes = this.#changes!;
    let next = this.#neighbour!;
    for (let steps = 0; steps < MAX_WALK; steps++) {
      if (changes.has(key)) return changes.get(key);
      if (next.#neighbour === undefined) return next.#map.get(key);
      changes = next.#changes!;
      next = next.#neighbour;
    }
    return this.#own().get(key);
  }

  /** This version's map, copied where another version owns it. */
  #own(): Map<K, V> {
    if (this.#neighbour === undefined) return this.#map;
    const way = [this.#changes!];
    let owner = this.#neighbour;
    for (; owner.#neighbour !== undefined; owner = owner.#neighbour) way.push(owner.#changes!);
    const map = new Map(owner.#map);
    for (const changes of way.toReversed()) putAll(map, changes);
    this.#take(map, 0);
    return map;
  }

  #take(map: Map<K, V>, moves: number): void {
    this.#map = map;
    this.#moves = moves;
    this.#iterated = false;
    this.#neighbour = undefined;
    this.#changes = undefined;
  }

  #toIterate(): Map<K, V> {
    this.#iterated = true;
    return this.#own();
  }
}

/** The changes of an empty map are a map already. */
function withoutGone<K, V>(changes: MapChanges<K, V>): Map<K, V> {
  changes.forEach((value, key) => {
    if (value === undefined) changes.delete(key);
  });
  return changes as Map<K, V>;
}

function putAll<K, V>(map: Map<K, V>, changes: MapChanges<K, V>): Map<K, V> {
  for (const [key, value] of changes) put(map, key, value);
  return map;
}

function put<K, V>(map: Map<K, V>, key: K, value: V | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}
