import { readdirSync, readFileSync } from 'node:fs';
import type { CaseFile, HashVectors } from './types.ts';

const spec = new URL('../../../spec/', import.meta.url);

function readJson(url: URL): unknown {
  return JSON.parse(readFileSync(url, 'utf8'));
}

/** Loads every file of evaluation cases, ordered by name. */
export function loadCases(): CaseFile[] {
  const folder = new URL('cases/', spec);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      ...(readJson(new URL(file, folder)) as Omit<CaseFile, 'name'>),
      name: file.slice(0, -'.json'.length),
    }));
}

export function loadHashVectors(): HashVectors {
  return readJson(new URL('hash-vectors.json', spec)) as HashVectors;
}
