/** Bytes whose buffer is not shared. Declared so that TypeScript before 5.7, where `Uint8Array` has no parameter, understands it. */
export type Bytes = ReturnType<Uint8ArrayConstructor['of']>;
