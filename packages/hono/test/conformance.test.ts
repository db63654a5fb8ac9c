import { byVariant, flags, requireFlag } from '@flagstaff/hono';
import { adapterConformance } from '@flagstaff/testkit/adapter';
import { describe, expect, it, vi } from 'vitest';
import { start } from './support/start.ts';

// A case sends a thousand requests, which takes many seconds on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const adapter = { flags, requireFlag, byVariant };
const report = adapterConformance({ name: 'Hono 4', describe, it, start, adapter, trustsProxies: false });

it('runs the whole suite', () => {
  expect(report.cases).toBeGreaterThanOrEqual(87);
});
