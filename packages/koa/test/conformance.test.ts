import { byVariant, flags, requireFlag } from '@flagstaff/koa';
import { count } from '@flagstaff/spec';
import { adapterConformance } from '@flagstaff/testkit/adapter';
import Koa3 from 'koa';
import { createRequire } from 'node:module';
import { describe, expect, it, vi } from 'vitest';
import { startWith } from './support/start.ts';

const require = createRequire(import.meta.url);
const Koa2 = require('koa-2') as typeof Koa3;

// In a soak, a case sends a thousand requests, which takes many seconds on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const adapter = { flags, requireFlag, byVariant };
/** A soak sends all requests. */
const scale = count(0.1, 1);
const reports = [
  adapterConformance({ name: 'Koa 3', describe, it, start: startWith(Koa3), adapter, scale }),
  adapterConformance({ name: 'Koa 2', describe, it, start: startWith(Koa2), adapter, scale }),
];

it('runs the whole suite', () => {
  for (const { cases } of reports) expect(cases).toBeGreaterThanOrEqual(87);
});
