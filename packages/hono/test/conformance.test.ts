import { adapterConformance } from '@flagstaff/testkit';
import { describe, expect, it } from 'vitest';
import { start } from './support/start.ts';

const report = adapterConformance({ name: 'Hono 4', describe, it, start });

it('runs the whole suite', () => {
  expect(report.cases).toBeGreaterThanOrEqual(76);
});
