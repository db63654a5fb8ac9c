/** What the iterating methods of a `Map` return. Declared so that TypeScript before 5.6, which has no `MapIterator`, understands it. */
export type Iteration<T> = ReturnType<Map<unknown, T>['values']>;
