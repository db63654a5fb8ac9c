/** The one global of Flagstaff. Registered, so that every copy of this package finds it. */
const SLOT = Symbol.for('flagstaff.shared');

/**
 * Returns the object of a name, created on first use. All copies of Flagstaff in a process share it: an application that is in part
 * CommonJS and in part ES modules loads two. For the packages of Flagstaff.
 */
export function sharedInProcess<T extends object>(name: string, create: () => T): T {
  const holder = globalThis as { [SLOT]?: Map<string, object> };
  // Not enumerable: tests of applications compare their globals.
  if (holder[SLOT] === undefined) Object.defineProperty(holder, SLOT, { value: new Map<string, object>() });
  const shared = holder[SLOT]!;
  let found = shared.get(name);
  if (found === undefined) shared.set(name, (found = create()));
  return found as T;
}
