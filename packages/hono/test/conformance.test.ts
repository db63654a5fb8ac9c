import { byVariant, flags, requireFlag } from '@flagstaff/hono';
import { adapterConformance } from '@flagstaff/testkit/adapter';
import { describe, expect, it } from 'vitest';
import { start } from './support/start.ts';

const adapter = { flags, requireFlag, byVariant };
const report = adapterConformance({ name: 'Hono 4', describe, it, start, adapter, trustsProxies: false });

it('runs the whole suite', () => {
  expect(report.cases).toBeGreaterThanOrEqual(87);
});
