import { createFlagstaff } from '@flagstaff/core';
import type { Document } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { FlagstaffProvider } from '@flagstaff/openfeature';
import { everyCase } from '@flagstaff/spec';
import { fakeClock } from '@flagstaff/testkit';
import type { FakeClock } from '@flagstaff/testkit';
import { OpenFeature } from '@openfeature/server-sdk';
import type { Client, EvaluationContext, EvaluationDetails, JsonValue } from '@openfeature/server-sdk';
import { afterAll, describe, expect, it } from 'vitest';

interface Opened {
  readonly client: Client;
  /** OpenFeature has no evaluation time of its own. It comes from the client's clock. */
  readonly clock: FakeClock;
}

const opened = new Map<readonly unknown[], Map<string | undefined, Promise<Opened>>>();
let domains = 0;

async function open(documents: readonly unknown[], environment: string | undefined): Promise<Opened> {
  const clock = fakeClock();
  // Written directly to the store: some documents are broken on purpose, and a client would reject them.
  const storage = createMemoryStorage({ documents: documents as readonly Document[] });
  const provider = new FlagstaffProvider(createFlagstaff({ storage, clock }), {
    closeClient: true,
    ...(environment === undefined ? {} : { environment }),
  });
  domains += 1;
  const domain = `cases-${domains}`;
  await OpenFeature.setProviderAndWait(domain, provider);
  return { client: OpenFeature.getClient(domain), clock };
}

function openFor(documents: readonly unknown[], environment: string | undefined): Promise<Opened> {
  let ofDocuments = opened.get(documents);
  if (ofDocuments === undefined) opened.set(documents, (ofDocuments = new Map()));
  let one = ofDocuments.get(environment);
  if (one === undefined) ofDocuments.set(environment, (one = open(documents, environment)));
  return one;
}

/** Returns the client method for a default value of this type. */
function ask(
  client: Client,
  flag: string,
  defaultValue: unknown,
  context: EvaluationContext,
): Promise<EvaluationDetails<JsonValue>> {
  if (typeof defaultValue === 'boolean') return client.getBooleanDetails(flag, defaultValue, context);
  if (typeof defaultValue === 'string') return client.getStringDetails(flag, defaultValue, context);
  if (typeof defaultValue === 'number') return client.getNumberDetails(flag, defaultValue, context);
  return client.getObjectDetails(flag, defaultValue as JsonValue, context);
}

afterAll(() => OpenFeature.close());

const { cases } = everyCase({
  name: 'OpenFeature',
  runner: { describe, it, afterAll },
  async answer({ documents, flag, default: defaultValue, context, environment, now }) {
    const { client, clock } = await openFor(documents, environment);
    clock.setNow(new Date(now ?? '2026-01-01T00:00:00Z'));
    const details = await ask(client, flag, defaultValue, context as EvaluationContext);
    return { ...details, reason: details.reason! };
  },
});

it('finds the cases', () => expect(cases).toBeGreaterThanOrEqual(2_000));
