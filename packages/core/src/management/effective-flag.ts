// Docs: docs/environments.md
import { flagAt } from '../documents/flag-at.ts';
import { patchesOf, patchFlag } from '../documents/patch-flag.ts';
import { patchValues } from '../documents/patch-fields.ts';
import { soleVariant } from '../documents/sole-variant.ts';
import type { DocumentId, StoredDocument } from '../model/document.ts';
import type { FlagDocument, FlagStatus, Serve } from '../model/flag.ts';
import { environmentChain } from '../ruleset/environment-ruleset.ts';

/** Where and when to look at a flag. */
export interface EffectiveFlagOptions {
  /** The documents by id, with the environments. */
  readonly documents: ReadonlyMap<DocumentId, StoredDocument>;
  /** The environment's key. Omit for the unpatched flag. */
  readonly environment?: string | undefined;
  /** The instant to apply scheduled changes at. */
  readonly at: Date;
}

/** A flag as one environment has it at an instant. */
export interface EffectiveFlag {
  /** The flag with the environment's patches and due changes applied. Its schedule holds what is pending. */
  readonly document: FlagDocument;
  /** The status, defaults included. */
  readonly status: FlagStatus;
  /** What is served when no rule matches, defaults included. Absent when the document says nothing. */
  readonly default?: Serve;
  /** The variant that every user is served. Absent when it depends on the context or on other flags. */
  readonly soleVariant?: string;
}

/** Returns a valid flag as an environment has it at an instant. Undefined when the environment does not exist. */
export function effectiveFlag(flag: FlagDocument, options: EffectiveFlagOptions): EffectiveFlag | undefined {
  const { documents, environment, at } = options;
  const chain = environment === undefined ? [] : environmentChain({ documents }, environment);
  if (chain === undefined) return undefined;
  const now = at.getTime();
  const document = flagAt(patchFlag(flag, patchesOf(flag, chain)), now);
  const { status = 'active', default: fallback } = patchValues(document);
  const sole = soleVariant(document, now)?.variant;
  return {
    document,
    status,
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(sole === undefined ? {} : { soleVariant: sole }),
  };
}
