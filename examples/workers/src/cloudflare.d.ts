declare module 'cloudflare:workers' {
  /** The worker's settings: its variables and secrets. */
  export const env: { readonly ORIGIN: string; readonly ORIGIN_KEY: string };
}
