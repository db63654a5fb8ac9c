import type { AnswerOf, BodyOf } from '@flagstaff/admin/client';
import type { JsonObject } from '@flagstaff/core';
import type { Api } from '../api/api.ts';

type Preview = AnswerOf<'POST /preview'>;
type Body = Omit<BodyOf<'POST /preview'>, 'contexts' | 'audience'>;
type Flips = NonNullable<Preview['flips']>[number];

/** The API takes this many contexts in one request, */
const MAX_CONTEXTS = 10_000;
/** and by default bodies of twice this size, documents included. */
const MAX_BYTES = 1_000_000;
/** The API shows this many single contexts. */
const MAX_EXAMPLES = 200;

/** Previews changes for the app's own sample of contexts. Without one, only what changes. */
export async function previewAudience(api: Api, body: Body): Promise<Preview> {
  const { data: me } = await api.call('GET /me', {});
  const { data } = await api.call('POST /preview', { body: { ...body, ...(me.audience ? { audience: true } : {}) } });
  return data;
}

/** Previews changes for any number of contexts, in as many requests as they need. Ends at a request that finds the changes invalid. */
export async function previewContexts(api: Api, body: Body, contexts: readonly JsonObject[]): Promise<Preview> {
  let preview: Preview | undefined;
  let before = 0;
  do {
    const end = endOf(contexts, before);
    const { data } = await api.call('POST /preview', { body: { ...body, contexts: contexts.slice(before, end) } });
    if (!data.valid) return data;
    preview = preview === undefined ? data : { ...data, flips: sumOf(preview.flips, data.flips, before) };
    before = end;
  } while (before < contexts.length);
  return preview;
}

/** Returns where a request that starts at a context ends. It has one context at least. */
function endOf(contexts: readonly JsonObject[], start: number): number {
  const most = Math.min(contexts.length, start + MAX_CONTEXTS);
  let bytes = 0;
  for (let at = start; at < most; at++) {
    bytes += Buffer.byteLength(JSON.stringify(contexts[at])) + 1;
    if (bytes > MAX_BYTES && at > start) return at;
  }
  return most;
}

function sumOf(sum: readonly Flips[] = [], more: readonly Flips[] = [], before: number): readonly Flips[] {
  return more.map(({ environment, contexts, flags, examples }) => {
    const earlier = sum.find((each) => each.environment === environment);
    const shifted = examples.map((each) => ({ ...each, index: each.index + before }));
    return {
      environment,
      contexts: (earlier?.contexts ?? 0) + contexts,
      flags: Object.fromEntries(
        Object.entries(flags).map(([flag, count]) => [flag, count + (earlier?.flags[flag] ?? 0)]),
      ),
      examples: [...(earlier?.examples ?? []), ...shifted].slice(0, MAX_EXAMPLES),
    };
  });
}
