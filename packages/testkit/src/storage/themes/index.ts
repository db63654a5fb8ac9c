import type { Theme } from '../case.ts';
import { audit } from './audit.ts';
import { closing } from './closing.ts';
import { commits } from './commits.ts';
import { concurrency } from './concurrency.ts';
import { copies } from './copies.ts';
import { deltas } from './deltas.ts';
import { fourMethods } from './four-methods.ts';
import { histories } from './histories.ts';
import { identifiers } from './identifiers.ts';
import { largeHistories } from './large-histories.ts';
import { members } from './members.ts';
import { oddArguments } from './odd-arguments.ts';
import { oddValues } from './odd-values.ts';
import { revisions } from './revisions.ts';
import { sizes } from './sizes.ts';
import { snapshots } from './snapshots.ts';
import { throughClient } from './through-client.ts';
import { versions } from './versions.ts';
import { watching } from './watching.ts';

/** All themes, in reading order. */
export const THEMES: readonly Theme[] = [
  fourMethods,
  versions,
  identifiers,
  oddValues,
  oddArguments,
  copies,
  sizes,
  concurrency,
  commits,
  audit,
  revisions,
  snapshots,
  deltas,
  histories,
  largeHistories,
  watching,
  members,
  throughClient,
  closing,
];
