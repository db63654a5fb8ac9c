import type { Assets } from '#assets';

let loading: Promise<Assets> | undefined;

/** Imports the generated module of assets, once. Its half a megabyte is loaded only when a page is requested. */
export function loadAssets(): Promise<Assets> {
  loading ??= import('#assets').then((module) => module.default);
  return loading;
}
