import type { Command } from 'commander';
import { wrongUse } from '../frame/failure.ts';
import type { WriteOptions } from './write-options.ts';

export interface VersionOptions extends WriteOptions {
  readonly ifVersion?: string;
}

/** Adds the option that names the version of the document to change. */
export function addVersionOption(command: Command): Command {
  return command.option('--if-version <number>', 'write only if the document has this version; 0: does not exist');
}

/** Returns the version of `--if-version`. Undefined for the one that is read. */
export function versionOf({ ifVersion }: VersionOptions): number | undefined {
  if (ifVersion === undefined) return undefined;
  if (/^\d{1,15}$/.test(ifVersion)) return Number(ifVersion);
  throw wrongUse('--if-version must be a number.');
}
