/** Returns the cycles of a directed graph (name to names), each once, as a path that ends where it starts. */
export function findCycles(edges) {
  const cycles = [];
  const done = new Set();
  const walk = (name, path) => {
    const seen = path.indexOf(name);
    if (seen !== -1) {
      cycles.push([...path.slice(seen), name]);
      return;
    }
    if (done.has(name)) return;
    for (const next of edges.get(name) ?? []) walk(next, [...path, name]);
    done.add(name);
  };
  for (const name of edges.keys()) walk(name, []);
  return cycles;
}
