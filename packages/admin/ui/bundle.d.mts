import type { UserConfig } from 'vite';
import type { Assets } from '../src/page/assets.d.ts';

/** Bundles the page and returns its files, compressed. */
export function bundlePage(changes?: UserConfig): Promise<Assets>;
