declare module 'cloudflare:workers' {
  /** The worker's bindings: its variables and secrets. */
  export const env: { readonly ORIGIN: string; readonly ORIGIN_KEY: string };
}
