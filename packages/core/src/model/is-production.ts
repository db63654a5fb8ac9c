/** Returns whether mistakes of the code stay unexplained, as where `NODE_ENV` is `production`. */
export function isProduction(): boolean {
  // Deno asks the user for permission to read the environment.
  if ('Deno' in globalThis) return true;
  const { process } = globalThis as {
    readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
  };
  return process?.env === undefined || process.env['NODE_ENV'] === 'production';
}
