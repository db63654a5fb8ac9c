/** Returns an object with a member replaced, or removed when the value is undefined. */
export function put<T extends object, K extends keyof T>(owner: T, name: K, value: T[K] | undefined): T {
  if (value !== undefined) return { ...owner, [name]: value };
  const { [name]: _, ...rest } = owner;
  return rest as T;
}
