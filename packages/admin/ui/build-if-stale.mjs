import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ASSETS, buildPage } from './build-page.mjs';

/** Folders whose files the page contains. */
const SOURCES = ['.', '../src/page', '../../core/src'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** Builds the page unless it is newer than all of its sources. Takes the arguments of `bundlePage`. */
export async function buildPageIfStale(...options) {
  const built = await stat(ASSETS).catch(() => undefined);
  if (built === undefined || (await newest(SOURCES)) > built.mtimeMs) await buildPage(...options);
}

async function newest(folders) {
  const times = await Promise.all(folders.map(newestIn));
  return Math.max(...times);
}

async function newestIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !/[/\\]dist$/.test(entry.parentPath));
  const stats = await Promise.all(files.map((entry) => stat(join(entry.parentPath, entry.name))));
  return Math.max(...stats.map(({ mtimeMs }) => mtimeMs));
}
