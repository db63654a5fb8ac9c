import { createFlagstaff } from '@flagstaff/core';
import type { Document, EvaluationContext, Flagstaff, JsonValue, StorageBackend } from '@flagstaff/core';
import { memoryStorage } from '@flagstaff/memory';
import { ofrep } from '@flagstaff/ofrep';
import { httpStorage, relay } from '@flagstaff/relay';
import { FlagstaffProvider } from '@flagstaff/openfeature';
import type { AskedCase, Door, ExpectedAnswer } from '@flagstaff/spec';
import { fakeClock } from '@flagstaff/testkit';
import { OpenFeature } from '@openfeature/server-sdk';
import type { EvaluationContext as OpenFeatureContext, JsonValue as OpenFeatureValue } from '@openfeature/server-sdk';

type Answer = Door['answer'];

/** The current time for clients of entry points that cannot set one. */
const clock = fakeClock();

/** Keeps one client per list of documents and environment. The cases of a file share theirs. */
function clients(open = openClient): (asked: AskedCase) => Promise<Flagstaff> {
  const opened = new Map<readonly unknown[], Map<string | undefined, Promise<Flagstaff>>>();
  return ({ documents, environment }) => {
    let ofDocuments = opened.get(documents);
    if (ofDocuments === undefined) opened.set(documents, (ofDocuments = new Map()));
    let client = ofDocuments.get(environment);
    if (client === undefined) ofDocuments.set(environment, (client = open(documents, environment)));
    return client;
  };
}

async function openClient(
  documents: readonly unknown[],
  environment: string | undefined,
  storage: StorageBackend = memoryStorage({ documents: documents as readonly Document[] }),
): Promise<Flagstaff> {
  const client = createFlagstaff({ storage, clock, ...(environment !== undefined && { environment }) });
  // Some cases use environments that do not exist, for which waiting for the client rejects.
  await client.ready().catch(() => undefined);
  return client;
}

/** Creates a client with documents from a relay, whatever the environment of the client there. */
async function openReader(documents: readonly unknown[], environment: string | undefined): Promise<Flagstaff> {
  const handler = relay(await openClient(documents, undefined), { authorize: 'anyone' });
  const fetch = async (url: string, init: RequestInit): Promise<Response> => handler(new Request(url, init));
  return openClient(documents, environment, httpStorage({ url: 'https://flags.example', fetch, events: false }));
}

function throughCore(clientOf = clients()): Answer {
  return async (asked) => {
    const client = await clientOf(asked);
    setNow(asked);
    return client.forContext(asked.context as EvaluationContext).details(asked.flag, asked.default as JsonValue);
  };
}

function throughOpenFeature(): Answer {
  const clientOf = clients();
  const domains = new Map<Flagstaff, string>();
  return async (asked) => {
    const flagstaff = await clientOf(asked);
    let domain = domains.get(flagstaff);
    if (domain === undefined) {
      domains.set(flagstaff, (domain = `cases ${domains.size}`));
      // Rejects, as above, when the environment does not exist.
      await OpenFeature.setProviderAndWait(domain, new FlagstaffProvider(flagstaff)).catch(() => undefined);
    }
    setNow(asked);
    const client = OpenFeature.getClient(domain);
    const { flag, default: given } = asked;
    const context = asked.context as OpenFeatureContext;
    if (typeof given === 'boolean') return (await client.getBooleanDetails(flag, given, context)) as ExpectedAnswer;
    if (typeof given === 'string') return (await client.getStringDetails(flag, given, context)) as ExpectedAnswer;
    if (typeof given === 'number') return (await client.getNumberDetails(flag, given, context)) as ExpectedAnswer;
    return (await client.getObjectDetails(flag, given as OpenFeatureValue, context)) as ExpectedAnswer;
  };
}

/** Uses the protocol directly, and applies the client's part (the default and its type). */
function throughOfrep(): Answer {
  const clientOf = clients();
  return async (asked) => {
    const flagstaff = await clientOf(asked);
    setNow(asked);
    const handler = ofrep(flagstaff, { authorize: 'anyone', expose: 'all', events: false });
    const { context, flag, default: given } = asked;
    const isContext = typeof context === 'object' && context !== null && !Array.isArray(context);
    const response = await handler(
      new Request(`https://flags.example/ofrep/v1/evaluate/flags/${encodeURIComponent(flag)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ context: isContext ? context : {} }),
      }),
    );
    const body = (await response.json()) as Partial<ExpectedAnswer> & { readonly reason: string };
    const { value = given, variant, errorCode, reason } = body;
    // A single request does not state the type, so a fault of the flag itself comes first.
    if (asked.expect.errorCode === 'TYPE_MISMATCH' && errorCode === 'TARGETING_KEY_MISSING') return asked.expect;
    if (errorCode !== undefined) return { value: given, reason: 'ERROR', errorCode };
    if (given !== null && typeof value !== typeof given) {
      return { value: given, reason: 'ERROR', errorCode: 'TYPE_MISMATCH' };
    }
    return { value, reason, ...(variant !== undefined && { variant }) };
  };
}

function setNow({ now: instant }: AskedCase): void {
  clock.setNow(instant === undefined ? new Date() : new Date(instant));
}

/** Every entry point that runs at the edge. */
export const DOORS: readonly (readonly [name: string, answer: Answer])[] = [
  ['core', throughCore()],
  ['OpenFeature', throughOpenFeature()],
  ['OFREP', throughOfrep()],
  ['a relay', throughCore(clients(openReader))],
];
