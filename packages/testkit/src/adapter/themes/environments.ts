import type { Document, EvaluationContext } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import assert from 'node:assert/strict';
import request from 'supertest';
import { theme } from '../case.ts';
import type { AdapterFixture, AdapterTheme } from '../case.ts';
import { choice } from '../documents.ts';
import type { Route } from '../scenario.ts';

const HEADER = 'flagstaff-environment';
const QUERY = 'env';

const flag = choice('where', ['base', 'production', 'staging', 'secret'], 'base');
const documents: readonly Document[] = [
  { kind: 'environment', key: 'production' },
  { kind: 'environment', key: 'staging', parent: 'production' },
  { kind: 'environment', key: 'secret' },
  {
    ...flag,
    environments: {
      production: { default: 'production' },
      staging: { default: 'staging' },
      secret: { default: 'secret' },
    },
  },
];

const where: Route = {
  kind: 'answer',
  path: '/',
  answer: async ({ flags }) => {
    const first = flags.value('where', 'none');
    await Promise.resolve();
    return [first, flags.with({ plan: 'pro' }).value('where', 'none')];
  },
};

const served = (environment: string): string[] => [environment, environment];

/** Serves a production client whose requests may select these environments. */
async function shop(
  { unreadyClient, serve }: AdapterFixture,
  environment?: { readonly allow: readonly string[]; readonly header?: string; readonly query?: string },
): Promise<string> {
  const flagstaff = unreadyClient({ bootstrap: documents, environment: 'production' });
  await flagstaff.ready();
  return serve({ mounts: [{ flagstaff, options: environment === undefined ? {} : { environment } }], routes: [where] });
}

const both = { allow: ['staging', 'preview'], header: HEADER, query: QUERY };

/** Requests that select an environment. */
export const environments: AdapterTheme = theme('environments', {
  async 'requests use the client’s own environment by default'(fixture) {
    const url = await shop(fixture);
    const { body } = await request(url).get(`/?${QUERY}=staging&environment=staging`).set(HEADER, 'staging');
    assert.deepEqual(body, served('production'));
  },

  async 'a header selects an allowed environment'(fixture) {
    const url = await shop(fixture, { allow: ['staging'], header: 'Flagstaff-Environment' });
    assert.deepEqual((await request(url).get('/').set(HEADER, 'staging')).body, served('staging'));
    assert.deepEqual((await request(url).get('/')).body, served('production'));
    assert.deepEqual((await request(url).get('/?env=staging')).body, served('production'), 'no query is read');
  },

  async 'a query parameter selects an allowed environment'(fixture) {
    const url = await shop(fixture, { allow: ['staging'], query: QUERY });
    assert.deepEqual((await request(url).get('/?a=1&env=staging')).body, served('staging'));
    assert.deepEqual((await request(url).get('/?env=%73taging#env=secret')).body, served('staging'));
    assert.deepEqual(
      (await request(url).get('/').set(QUERY, 'staging')).body,
      served('production'),
      'no header is read',
    );
  },

  async 'the header takes precedence over the query parameter'(fixture) {
    const url = await shop(fixture, { ...both, allow: ['staging', 'secret'] });
    assert.deepEqual((await request(url).get('/?env=secret').set(HEADER, 'staging')).body, served('staging'));
    assert.deepEqual((await request(url).get('/?env=secret').set(HEADER, 'moon')).body, served('secret'));
  },

  async 'an environment that is not allowed is ignored'(fixture) {
    const url = await shop(fixture, both);
    assert.deepEqual((await request(url).get('/').set(HEADER, 'secret')).body, served('production'));
    assert.deepEqual((await request(url).get('/?env=secret')).body, served('production'));
  },

  async 'an allowed environment is ignored until it exists'(fixture) {
    const flagstaff = fixture.unreadyClient({ bootstrap: documents, environment: 'production' });
    await flagstaff.ready();
    const url = await fixture.serve({ mounts: [{ flagstaff, options: { environment: both } }], routes: [where] });
    assert.deepEqual((await request(url).get('/').set(HEADER, 'preview')).body, served('production'));
    await manage(flagstaff).set({ kind: 'environment', key: 'preview', parent: 'staging' });
    assert.deepEqual((await request(url).get('/').set(HEADER, 'preview')).body, served('staging'));
  },

  async 'invalid environment names are ignored'(fixture) {
    const url = await shop(fixture, both);
    const garbage = [
      '',
      ' ',
      'STAGING',
      'staging ,secret',
      'staging, staging',
      '__proto__',
      'constructor',
      'x'.repeat(4_000),
    ];
    for (const asked of garbage) {
      assert.deepEqual((await request(url).get('/').set(HEADER, asked)).body, served('production'), asked);
      const query = `/?env=${encodeURIComponent(asked)}`;
      assert.deepEqual((await request(url).get(query)).body, served('production'), query);
    }
    for (const query of ['/?env=staging&env=staging', '/?env[]=staging', '/?env=%E0%A4%A', '/?env', '/?=staging']) {
      assert.deepEqual((await request(url).get(query)).body, served('production'), query);
    }
  },

  async 'the context function runs for the selected environment'(fixture) {
    const flagstaff = fixture.unreadyClient({ bootstrap: documents, environment: 'production' });
    await flagstaff.ready();
    let calls = 0;
    const context = (): EvaluationContext => ({ targetingKey: `u${(calls += 1)}` });
    const options = { environment: both, context };
    const url = await fixture.serve({ mounts: [{ flagstaff, options }], routes: [where] });
    assert.deepEqual((await request(url).get('/').set(HEADER, 'staging')).body, served('staging'));
    assert.equal(calls, 1);
  },
});
