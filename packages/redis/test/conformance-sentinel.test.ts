// @needs redis, own redis
import { createSentinel } from 'redis';
import { afterAll } from 'vitest';
import { conformancePrefix, conforms } from './support/conforms.ts';
import { startSentinel } from './support/sentinel.ts';

const sentinel = await startSentinel();
afterAll(() => sentinel.stop());
const client = createSentinel(sentinel.options);

conforms('redis sentinel', { fresh: () => ({ client, prefix: conformancePrefix() }), repeats: { oneIn: 5 } });
