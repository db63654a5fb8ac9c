// A setup file of vitest that sets how long the tests of a file may take.
import { relative } from 'node:path';
import { expect, vi } from 'vitest';
import { SOAKING } from '../lib/environment.mjs';
import { ROOT } from '../lib/root.mjs';
import { timeoutOf } from './kinds.mjs';

/** Full counts may take any time. */
const SOAK_TIMEOUT_MS = 3_600_000;

vi.setConfig({ testTimeout: SOAKING ? SOAK_TIMEOUT_MS : timeoutOf(relative(ROOT, expect.getState().testPath)) });
