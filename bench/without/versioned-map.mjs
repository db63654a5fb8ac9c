/** Copies the map for every version. */
export class VersionedMap extends Map {
  with(changes) {
    const next = new VersionedMap(this);
    for (const [key, value] of changes) {
      if (value === undefined) next.delete(key);
      else next.set(key, value);
    }
    return next;
  }

  settle() {}
}
