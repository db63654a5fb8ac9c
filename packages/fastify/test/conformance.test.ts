import { byVariant, flags, requireFlag } from '@flagstaff/fastify';
import { count } from '@flagstaff/spec';
import { adapterConformance } from '@flagstaff/testkit/adapter';
import { fastify } from 'fastify';
import { fastify as oldest } from 'fastify-oldest';
import { describe, expect, it, vi } from 'vitest';
import { startWith } from './support/start.ts';

// In a soak, a case sends a thousand requests, which takes many seconds on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const adapter = { flags, requireFlag, byVariant };
/** A soak sends all requests. */
const scale = count(0.1, 1);
const reports = [
  adapterConformance({ name: 'Fastify 5', describe, it, start: startWith(fastify), adapter, scale }),
  adapterConformance({
    name: 'Fastify 5.0.0',
    describe,
    it,
    start: startWith(oldest as unknown as typeof fastify),
    adapter,
    scale,
  }),
];

it('runs the whole suite', () => {
  for (const { cases } of reports) expect(cases).toBeGreaterThanOrEqual(87);
});
