import { byVariant, flags, requireFlag } from '@flagstaff/hono';
import { count } from '@flagstaff/spec';
import { adapterConformance } from '@flagstaff/testkit/adapter';
import { Hono } from 'hono';
import { Hono as Oldest } from 'hono-oldest';
import { describe, expect, it, vi } from 'vitest';
import { startWith } from './support/start.ts';

// In a soak, a case sends a thousand requests, which takes many seconds on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const adapter = { flags, requireFlag, byVariant };
/** A soak sends all requests. */
const scale = count(0.1, 1);
const reports = [
  adapterConformance({ name: 'Hono 4', describe, it, start: startWith(Hono), adapter, scale, trustsProxies: false }),
  adapterConformance({
    name: 'Hono 4.5.0',
    describe,
    it,
    start: startWith(Oldest as unknown as typeof Hono),
    adapter,
    scale,
    trustsProxies: false,
  }),
];

it('runs the whole suite', () => {
  for (const { cases } of reports) expect(cases).toBeGreaterThanOrEqual(87);
});
