// Docs: docs/design/versioned-rulesets.md
import type { Iteration } from '../model/iteration.ts';

/** The changes of some keys. Undefined removes a key. */
export type MapChanges<K, V> = Map<K, V | undefined>;

/** Maximum number of versions to read through. Beyond it, a version copies the map. */
const MAX_WALK = 16;
/** Number of changes after which the next version copies the map: old versions must not retain every later one. */
const MIN_MOVES = 64;

/**
 * An immutable map whose next version costs what changed, not its size. All versions share one plain `Map`, owned by the version
 * settled last, where lookups are plain. Every other version stores its differences from its neighbor toward the owner. With
 * copies, one change among 10,000 takes 60 times as long: `npm run bench:compare -- without versioned-map`.
 * @see Henry G. Baker, "Shallow binding makes functional arrays fast", 1991
 */
export class VersionedMap<K, V> implements ReadonlyMap<K, V> {
  /** The owner's map. Empty in other versions, so that it is always a map and engines can inline lookups. */
  #map: Map<K, V>;
  /** The neighbor toward the owner, and the differences from it. Undefined for the owner. */
  #neighbor: VersionedMap<K, V> | undefined;
  #changes: MapChanges<K, V> | undefined;
  /** Number of changes to the map since it was created. */
  #moves = 0;
  /** An iteration may be in progress. */
  #iterated = false;

  constructor(map: Map<K, V> = new Map()) {
    this.#map = map;
  }

  get(key: K): V | undefined {
    // The settled version owns the map, so a hit costs a plain lookup.
    const value = this.#map.get(key);
    return value === undefined && this.#neighbor !== undefined ? this.#getFromAfar(key) : value;
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  get size(): number {
    return this.#own().size;
  }

  /** Returns the version after some changes, which are not copied. This version stays unchanged. No value is undefined. */
  with(changes: MapChanges<K, V>): VersionedMap<K, V> {
    if (changes.size === 0) return this;
    // Sharing gains nothing when most entries change.
    if (this.#neighbor === undefined && changes.size * 4 > this.#map.size) {
      return new VersionedMap(this.#map.size === 0 ? withoutGone(changes) : putAll(new Map(this.#map), changes));
    }
    const next = new VersionedMap<K, V>();
    next.#neighbor = this;
    next.#changes = changes;
    return next;
  }

  /** Makes this the fastest version to look up in. */
  settle(): void {
    const neighbor = this.#neighbor;
    if (neighbor === undefined) return;
    const map = neighbor.#map;
    const moves = neighbor.#moves + this.#changes!.size;
    if (neighbor.#neighbor !== undefined || neighbor.#iterated || moves > Math.max(MIN_MOVES, map.size / 8)) {
      this.#own();
      return;
    }
    const before = new Map<K, V | undefined>();
    for (const [key, value] of this.#changes!) {
      before.set(key, map.get(key));
      put(map, key, value);
    }
    this.#take(map, moves);
    neighbor.#map = new Map();
    neighbor.#neighbor = this;
    neighbor.#changes = before;
  }

  /** Runs to completion. Iterators that can be suspended use the other methods. */
  forEach(visit: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.#own()) visit(value, key, this);
  }

  entries(): Iteration<[K, V]> {
    return this.#toIterate().entries();
  }

  keys(): Iteration<K> {
    return this.#toIterate().keys();
  }

  values(): Iteration<V> {
    return this.#toIterate().values();
  }

  [Symbol.iterator](): Iteration<[K, V]> {
    return this.entries();
  }

  #getFromAfar(key: K): V | undefined {
    let changes = this.#changes!;
    let next = this.#neighbor!;
    for (let steps = 0; steps < MAX_WALK; steps++) {
      if (changes.has(key)) return changes.get(key);
      if (next.#neighbor === undefined) return next.#map.get(key);
      changes = next.#changes!;
      next = next.#neighbor;
    }
    return this.#own().get(key);
  }

  /** Returns this version's map, copied when another version owns it. */
  #own(): Map<K, V> {
    if (this.#neighbor === undefined) return this.#map;
    const way = [this.#changes!];
    let owner = this.#neighbor;
    for (; owner.#neighbor !== undefined; owner = owner.#neighbor) way.push(owner.#changes!);
    const map = new Map(owner.#map);
    for (const changes of way.toReversed()) putAll(map, changes);
    this.#take(map, 0);
    return map;
  }

  #take(map: Map<K, V>, moves: number): void {
    this.#map = map;
    this.#moves = moves;
    this.#iterated = false;
    this.#neighbor = undefined;
    this.#changes = undefined;
  }

  #toIterate(): Map<K, V> {
    this.#iterated = true;
    return this.#own();
  }
}

/** The changes of an empty map already form a map. */
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
