import type { AdapterTheme } from '../case.ts';
import { callbacks } from './callbacks.ts';
import { contexts } from './contexts.ts';
import { environments } from './environments.ts';
import { failures } from './failures.ts';
import { guards } from './guards.ts';
import { members } from './members.ts';
import { mounting } from './mounting.ts';
import { overrides } from './overrides.ts';
import { readiness } from './readiness.ts';
import { reading } from './reading.ts';
import { revisions } from './revisions.ts';
import { visitors } from './visitors.ts';

export const THEMES: readonly AdapterTheme[] = [
  reading,
  contexts,
  callbacks,
  readiness,
  revisions,
  guards,
  members,
  mounting,
  failures,
  visitors,
  overrides,
  environments,
];
