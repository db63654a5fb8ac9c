import { readPackages } from './workspace-packages.mjs';

/** Returns the installed packages that an example and the packages of the workspace below it depend on, with their ranges. */
export function externalDependencies(example) {
  const packages = readPackages();
  const visited = new Set();
  const external = new Map();
  const visit = (name) => {
    if (visited.has(name)) return;
    visited.add(name);
    for (const [other, range] of Object.entries(packages.get(name).manifest.dependencies ?? {})) {
      if (range.startsWith('workspace:')) visit(other);
      else external.set(other, range);
    }
  };
  visit(example);
  return Object.fromEntries([...external].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
