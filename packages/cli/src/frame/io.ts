/** Where text goes. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** What a command may touch of its process. */
export interface Io {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined };
  readonly env: { [name: string]: string | undefined };
  readonly cwd: string;
  /** Makes a folder the one from which relative paths of a configuration start. `cwd` stays, for the paths of arguments. */
  enter(folder: string): void;
  /** Listens to a signal to end. Returns the function that stops listening. */
  onInterrupt(listener: () => void): () => void;
}
