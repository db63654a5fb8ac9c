import { adapterConformance } from '@flagstaff/testkit';
import { describe, expect, it } from 'vitest';
import { start } from './support/start.ts';

const { cases } = adapterConformance({ name: 'Fastify 5', describe, it, start });

it('runs the whole suite', () => {
  expect(cases).toBeGreaterThanOrEqual(76);
});
