import type { Document } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import assert from 'node:assert/strict';
import request from 'supertest';
import { theme } from '../case.ts';
import type { AdapterFixture, AdapterTheme } from '../case.ts';
import type { Route, ScenarioRequest } from '../scenario.ts';

const documents: readonly Document[] = [
  { kind: 'segment', key: 'vip', members: 'stored' },
  { kind: 'flag', key: 'lounge', type: 'boolean', rules: [{ when: { segment: 'vip' }, serve: 'on' }] },
];

const context = ({ header }: ScenarioRequest): { targetingKey: string | undefined } => ({
  targetingKey: header('x-user'),
});

const routes: readonly Route[] = [
  {
    kind: 'answer',
    path: '/',
    answer({ flags }) {
      const { value, unknownMembers } = flags.details('lounge', false);
      return [value, unknownMembers === undefined];
    },
  },
  {
    kind: 'answer',
    path: '/asks',
    async answer({ flags }) {
      await flags.lookUpMembers();
      return flags.isEnabled('lounge');
    },
  },
  { kind: 'requireFlag', path: '/lounge', flag: 'lounge', answer: () => 'welcome' },
];

/** Serves a lounge with Ada as a member. */
async function club({ unreadyClient, serve }: AdapterFixture, options: object = {}): Promise<string> {
  const flagstaff = unreadyClient({ bootstrap: documents });
  await flagstaff.ready();
  await manage(flagstaff).addMembers('vip', ['ada']);
  return serve({ mounts: [{ flagstaff, options: { context, ...options } }], routes });
}

/** Segments whose members are in the store. */
export const members: AdapterTheme = theme('stored members', {
  async 'looks members up before handlers and guards when lookUpMembers is on'(fixture) {
    const url = await club(fixture, { lookUpMembers: true });
    assert.deepEqual((await request(url).get('/').set('x-user', 'ada')).body, [true, true]);
    assert.deepEqual((await request(url).get('/').set('x-user', 'bob')).body, [false, true]);
    await request(url).get('/lounge').set('x-user', 'ada').expect(200);
    await request(url).get('/lounge').set('x-user', 'bob').expect(404);
  },

  async 'lets handlers look members up themselves'(fixture) {
    const url = await club(fixture);
    assert.deepEqual((await request(url).get('/').set('x-user', 'ada')).body, [false, false]);
    assert.equal((await request(url).get('/asks').set('x-user', 'ada')).body, true);
    assert.equal((await request(url).get('/asks').set('x-user', 'bob')).body, false);
  },

  async 'looks members up for async contexts and visitors'(fixture) {
    const later = async (visit: ScenarioRequest): Promise<object> => context(visit);
    const url = await club(fixture, { context: later, awaitContext: true, visitorCookie: true, lookUpMembers: true });
    assert.deepEqual((await request(url).get('/').set('x-user', 'ada')).body, [true, true]);
    assert.deepEqual((await request(url).get('/')).body, [false, true]);
  },
});
