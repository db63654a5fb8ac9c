import { byVariant, flags, requireFlag } from '@flagstaff/fastify';
import { adapterConformance } from '@flagstaff/testkit/adapter';
import { describe, expect, it } from 'vitest';
import { start } from './support/start.ts';

const adapter = { flags, requireFlag, byVariant };
const { cases } = adapterConformance({ name: 'Fastify 5', describe, it, start, adapter });

it('runs the whole suite', () => {
  expect(cases).toBeGreaterThanOrEqual(87);
});
