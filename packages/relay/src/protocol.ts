// The protocol between relay and storage. Docs: docs/relay.md
import { digest } from '@flagstaff/core/storage';
import type { Revision } from '@flagstaff/core';

/** The current revision. */
export const HEAD_PATH = '/flagstaff/v1/head';
/** All documents of the current revision, or below it those of a revision. */
export const DOCUMENTS_PATH = '/flagstaff/v1/documents';
/** Below it, what changed between two revisions. */
export const CHANGES_PATH = '/flagstaff/v1/changes';
export const EVENTS_PATH = '/flagstaff/v1/events';

/** Maximum number of characters of an epoch or a token. */
const MAX_NAME = 512;

/** Serializes a revision, in one way only: `null` before the first commit. */
export function formatRevision(revision: Revision | undefined): string {
  return JSON.stringify(revision === undefined ? null : plainRevision(revision));
}

/** Returns a revision without what a backend may have added to it. */
export function plainRevision({ epoch, number, token }: Revision): Revision {
  return { epoch, number, token };
}

/** Parses a revision. Returns null before the first commit, and undefined for an invalid value. */
export function parseRevision(value: unknown): Revision | null | undefined {
  if (value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  const { epoch, number, token } = value as Partial<Revision>;
  if (!isName(epoch) || !isName(token) || !Number.isSafeInteger(number) || number! < 0) return undefined;
  return { epoch, number: number!, token };
}

export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_NAME;
}

/**
 * Returns the name of a revision in paths. Epoch and token can be any text, which proxies would normalize. Two revisions with one
 * name would do no harm: responses contain their revisions, and readers compare those.
 */
export function revisionId(revision: Revision | undefined): string {
  return `${revision?.number ?? 0}-${digest(formatRevision(revision))}`;
}
