// The engine itself, in the page: a chunk of its own, loaded after the screen.
import { createFlagstaff, isFlagstaffError } from '@flagstaff/core';
import type { Condition, Document, EvaluationContext, FlagDocument, Flagstaff, StoredDocument } from '@flagstaff/core';
import { explain } from '@flagstaff/core/explain';
import type { Explanation } from '@flagstaff/core/explain';
import { manage } from '@flagstaff/core/management';
import type { MovedShare } from '@flagstaff/core/management';

/** What the engine says about a draft. */
export interface Examination {
  /** What keeps it from being saved. */
  readonly issues: readonly { readonly path: string; readonly message: string }[];
  readonly shares: readonly MovedShare[];
}

/** Where and when a draft is evaluated. */
export interface Asked {
  readonly environment?: string | undefined;
  readonly at?: Date | undefined;
}

/**
 * Compares a draft with the stored flag, as a write would: what keeps it from being written, and which exact shares of subjects move.
 *
 * @param documents What the draft refers to, and all environments.
 */
export async function examineDraft(
  draft: FlagDocument,
  stored: StoredDocument | undefined,
  documents: readonly StoredDocument[],
): Promise<Examination> {
  const client = await startClient(stored === undefined ? documents : [...documents, stored]);
  // A stored document that cannot be understood has nothing to compare with.
  if (client === undefined) return { issues: [], shares: [] };
  try {
    const { issues, shares } = await manage(client).preview([{ type: 'set', document: draft }]);
    return { issues, shares };
  } finally {
    await client.close();
  }
}

/**
 * Explains what a draft serves a context. Undefined when the draft is not valid: `examineDraft` says why.
 * Nothing here counts as use: no hooks run, and nothing leaves the page.
 */
export async function explainDraft(
  draft: FlagDocument,
  documents: readonly Document[],
  context: EvaluationContext,
  { environment, at }: Asked = {},
): Promise<Explanation | undefined> {
  const client = await startClient([...documents, draft]);
  if (client === undefined) return undefined;
  try {
    const options = { ...(environment === undefined ? {} : { environment }), ...(at === undefined ? {} : { at }) };
    return explain(client.forContext(context, options), draft.key);
  } finally {
    await client.close();
  }
}

/** Returns whether a condition holds for a context. Undefined when it is not valid. */
export async function holdsFor(
  condition: Condition,
  context: EvaluationContext,
  at?: Date,
): Promise<boolean | undefined> {
  const probe: FlagDocument = {
    kind: 'flag',
    key: 'probe',
    type: 'boolean',
    rules: [{ when: condition, serve: 'on' }],
  };
  const explanation = await explainDraft(probe, [], context, { at });
  return explanation && explanation.details.variant === 'on';
}

/** Returns a client of documents. Undefined when one of them is not valid. */
async function startClient(documents: readonly Document[]): Promise<Flagstaff | undefined> {
  try {
    const client = createFlagstaff({ bootstrap: documents });
    // Issues are in the previews; without a listener they would be printed.
    client.on('error', () => undefined);
    await client.ready();
    return client;
  } catch (error) {
    if (isFlagstaffError(error)) return undefined;
    throw error;
  }
}
