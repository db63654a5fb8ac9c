/** One file of the page: the module that `ui/build.mjs` generates holds them all. */
export interface Asset {
  readonly type: string;
  /** The content: gzip, then base64. */
  readonly gzip: string;
}

/** The files of the page, and those that its HTML names. */
export interface Assets {
  readonly entry: string;
  readonly styles: readonly string[];
  /** Modules that the entry imports. */
  readonly preload: readonly string[];
  /** Further modules of a screen, by its name. Screens that are part of the entry are absent. */
  readonly screens: { readonly [screen: string]: readonly string[] };
  readonly files: { readonly [name: string]: Asset };
}

declare const assets: Assets;
export default assets;
