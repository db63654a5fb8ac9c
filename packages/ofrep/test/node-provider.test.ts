// Tests the published client for servers as a black box over HTTP.
import { createFlagstaff, isFlagstaffError } from '@flagstaff/core';
import type { Document, Flagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { ofrep, staticKeys } from '@flagstaff/ofrep';
import { count, everyCase } from '@flagstaff/spec';
import type { AskedCase, ExpectedAnswer } from '@flagstaff/spec';
import { fakeClock } from '@flagstaff/testkit';
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OpenFeature } from '@openfeature/server-sdk';
import type { Client, EvaluationContext, JsonValue } from '@openfeature/server-sdk';
import assert from 'node:assert/strict';
import { afterAll, describe, expect, it } from 'vitest';
import { client as sampleClient } from './support/flags.ts';
import { FRAMEWORKS } from './support/serve.ts';

const [, startExpress] = FRAMEWORKS[0]!;
const KEY = 'the-key-of-the-tests';
const endings: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  await OpenFeature.close();
  for (const end of endings.toReversed()) await end();
});

/** An OpenFeature client with a server of its own over HTTP. */
async function remote(flagstaff: Flagstaff, key = KEY): Promise<{ readonly client: Client; readonly url: string }> {
  await flagstaff.ready().catch((error: unknown) => {
    // Some cases use environments that do not exist. A server of one responds nonetheless.
    if (!isFlagstaffError(error, 'ENVIRONMENT_NOT_FOUND')) throw error;
  });
  const handler = ofrep(flagstaff, { authorize: staticKeys([KEY]), expose: 'all' });
  const served = await startExpress(handler);
  const domain = `ofrep ${endings.length}`;
  endings.push(
    () => flagstaff.close(),
    () => served.close(),
  );
  const provider = new OFREPProvider({ baseUrl: served.url, headers: [['authorization', `Bearer ${key}`]] });
  await OpenFeature.setProviderAndWait(domain, provider);
  return { client: OpenFeature.getClient(domain), url: served.url };
}

describe('the published client for servers', () => {
  it('receives values, variants, reasons and metadata', async () => {
    const { client } = await remote(sampleClient());
    expect(await client.getBooleanDetails('shown', false)).toMatchObject({
      value: true,
      variant: 'on',
      reason: 'STATIC',
      flagMetadata: { team: 'shop' },
    });
    expect(await client.getStringValue('theme', '?', { plan: 'pro' })).toBe('d');
    expect(await client.getStringDetails('absent', '?')).toMatchObject({ value: '?', errorCode: 'FLAG_NOT_FOUND' });
    expect(await client.getNumberDetails('theme', 7)).toMatchObject({ value: 7, errorCode: 'TYPE_MISMATCH' });
  });

  it('serves its defaults when it has no key', async () => {
    const { client } = await remote(sampleClient(), 'another-key-entirely');
    expect(await client.getBooleanDetails('shown', false)).toMatchObject({ value: false, reason: 'ERROR' });
  });
});

/** The server's current time. The cases of one server run sequentially. */
const clock = fakeClock();

const servers = new Map<readonly unknown[], Map<string | undefined, ReturnType<typeof remote>>>();

function serverOf({ documents, environment }: AskedCase): ReturnType<typeof remote> {
  let ofDocuments = servers.get(documents);
  if (ofDocuments === undefined) servers.set(documents, (ofDocuments = new Map()));
  let server = ofDocuments.get(environment);
  if (server === undefined) {
    const storage = createMemoryStorage({ documents: documents as readonly Document[] });
    const own = environment === undefined ? {} : { environment };
    ofDocuments.set(environment, (server = remote(createFlagstaff({ storage, clock, ...own }))));
  }
  return server;
}

function details(client: Client, { flag, default: given, context }: AskedCase): Promise<ExpectedAnswer> {
  // A non-object cannot be sent. It evaluates like an empty context everywhere.
  const sent = (
    typeof context === 'object' && context !== null && !Array.isArray(context) ? context : {}
  ) as EvaluationContext;
  if (typeof given === 'boolean') return client.getBooleanDetails(flag, given, sent) as Promise<ExpectedAnswer>;
  if (typeof given === 'string') return client.getStringDetails(flag, given, sent) as Promise<ExpectedAnswer>;
  if (typeof given === 'number') return client.getNumberDetails(flag, given, sent) as Promise<ExpectedAnswer>;
  return client.getObjectDetails(flag, given as JsonValue, sent) as Promise<ExpectedAnswer>;
}

/** Cases that the protocol or the client changes, and the result. */
const OTHERWISE: ReadonlyMap<string, Partial<ExpectedAnswer>> = new Map([
  // A single evaluation does not state the type. The client compares types once it has a value.
  ['a split asked for as another type', { errorCode: 'TARGETING_KEY_MISSING' }],
  // The client writes keys into URLs unencoded, and URLs do not end with a space.
  ['no such flag: "plain-on "', { value: 'caller', errorCode: 'TYPE_MISMATCH' }],
]);

function otherwiseOf({ title, expect: { errorCode } }: AskedCase): Partial<ExpectedAnswer> | undefined {
  // A server with nothing loaded responds 500, for which the client has no code of its own.
  return errorCode === 'PROVIDER_NOT_READY' ? { errorCode: 'GENERAL' } : OTHERWISE.get(title);
}

const { cases } = everyCase({
  name: 'OFREP and its client for Node',
  runner: { describe, it, afterAll },
  // The handler itself answers all of them every day.
  oneIn: count(20, 1),
  async answer(asked) {
    const { client, url } = await serverOf(asked);
    clock.setNow(asked.now === undefined ? new Date() : new Date(asked.now));
    const answer = await details(client, asked);
    const otherwise = otherwiseOf(asked);
    if (otherwise !== undefined) {
      assert.deepEqual({ ...answer, ...otherwise }, answer);
      return asked.expect;
    }
    const { variant, errorCode } = asked.expect;
    if (variant !== undefined || errorCode !== undefined) return answer;
    // A response that leaves the value to the caller has none, as the protocol says. Version 0.1 of the client treats that as an error.
    assert.equal(answer.errorCode, 'GENERAL');
    const response = await fetch(`${url}/ofrep/v1/evaluate/flags/${asked.flag}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
      body: JSON.stringify({ context: asked.context }),
    });
    const { key, reason, ...rest } = (await response.json()) as { key: string; reason: string };
    assert.equal(key, asked.flag);
    assert.ok(!('value' in rest));
    return { value: asked.default, reason };
  },
});

it('finds the cases', () => expect(cases).toBeGreaterThanOrEqual(2_000));
