import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withDeadline } from '@flagstaff/core/storage';
import { Failure, wrongUse } from '../frame/failure.ts';
import type { FlagstaffConfig } from './define-config.ts';

/** A configuration, and where it is. */
export interface LoadedConfig extends FlagstaffConfig {
  readonly path: string;
}

/** Every member of a configuration. */
const NAMES: { readonly [name in keyof Required<FlagstaffConfig>]: true } = {
  storage: true,
  url: true,
  environment: true,
  definitions: true,
};

/** Loading a storage takes less. An app that is imported as well may never end. */
const PATIENCE_MS = 10_000;

/** @throws {Failure} When the file cannot be loaded in time, or has no valid configuration. */
export async function loadConfig(path: string, patienceMs: number = PATIENCE_MS): Promise<LoadedConfig> {
  const late = (): Error =>
    wrongUse(
      `${path} was not loaded within ${patienceMs / 1_000} s. Import only the storage there, never an app that starts a server.`,
    );
  let loaded: unknown;
  try {
    loaded = await withDeadline(load(path), patienceMs, { late });
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw wrongUse(`${path} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { ...checkConfig(path, loaded), path };
}

async function load(path: string): Promise<unknown> {
  switch (extname(path)) {
    case '.json':
      return JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
    case '.ts':
    case '.mts': {
      const { createJiti } = await import('jiti');
      return createJiti(import.meta.url, { tsconfigPaths: true, fsCache: false, moduleCache: false }).import(path, {
        default: true,
      });
    }
    default:
      return defaultOf((await import(pathToFileURL(path).href)) as object);
  }
}

/** CommonJS that a compiler wrote has a `default` within. */
function defaultOf(module: object): unknown {
  const { default: first } = module as { readonly default?: unknown };
  const isWrapped = typeof first === 'object' && first !== null && '__esModule' in first && 'default' in first;
  return isWrapped ? first.default : first;
}

function checkConfig(path: string, loaded: unknown): FlagstaffConfig {
  if (typeof loaded !== 'object' || loaded === null || Array.isArray(loaded)) {
    throw wrongUse(`${path} has no configuration. Use \`export default defineConfig({ storage })\`.`);
  }
  const unknown = Object.keys(loaded).find((name) => !Object.hasOwn(NAMES, name) && name !== '$schema');
  if (unknown !== undefined) {
    throw wrongUse(`${path} has an unknown member "${unknown}". Use one of: ${Object.keys(NAMES).join(', ')}.`);
  }
  const config = loaded as FlagstaffConfig;
  if ((config.storage === undefined) === (config.url === undefined)) {
    throw wrongUse(`${path} must have either \`storage\` or \`url\`.`);
  }
  for (const name of ['url', 'environment'] as const) {
    if (config[name] !== undefined && typeof config[name] !== 'string') {
      throw wrongUse(`${path}: \`${name}\` must be a text.`);
    }
  }
  return config;
}
