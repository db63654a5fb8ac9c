import { byVariant, flags, requireFlag } from '@flagstaff/express';
import { count } from '@flagstaff/spec';
import { adapterConformance } from '@flagstaff/testkit/adapter';
import type { Express } from 'express';
import express5 from 'express';
import { createRequire } from 'node:module';
import { describe, expect, it, vi } from 'vitest';
import { startWith } from './support/start.ts';

const require = createRequire(import.meta.url);
const express4 = require('express-4') as () => Express;

// In a soak, a case sends a thousand requests, which takes many seconds on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const adapter = { flags, requireFlag, byVariant };
/** A soak sends all requests. */
const scale = count(0.1, 1);
const reports = [
  adapterConformance({ name: 'Express 5', describe, it, start: startWith(express5), adapter, scale }),
  adapterConformance({
    name: 'Express 4',
    describe,
    it,
    start: startWith(express4),
    adapter,
    scale,
  }),
];

it('runs the whole suite', () => {
  for (const { cases } of reports) expect(cases).toBeGreaterThanOrEqual(87);
});
