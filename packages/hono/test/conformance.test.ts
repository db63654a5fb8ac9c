import { byVariant, flags, requireFlag } from '@flagstaff/hono';
import { count } from '@flagstaff/spec';
import { adapterConformance } from '@flagstaff/testkit/adapter';
import { describe, expect, it, vi } from 'vitest';
import { start } from './support/start.ts';

// In a soak, a case sends a thousand requests, which takes many seconds on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const adapter = { flags, requireFlag, byVariant };
/** A soak sends all requests. */
const scale = count(0.2, 1);
const report = adapterConformance({ name: 'Hono 4', describe, it, start, adapter, scale, trustsProxies: false });

it('runs the whole suite', () => {
  expect(report.cases).toBeGreaterThanOrEqual(87);
});
