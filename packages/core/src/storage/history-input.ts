// Docs: docs/storage.md, "Read the history"
import type { DocumentKind } from '../model/document.ts';
import { readCursor, readId, readLimit, readText } from '../model/arguments.ts';
import { invalidInput, invalidOptions, readOptions } from '../model/input.ts';
import { LIMITS } from '../model/limits.ts';
import type { OptionNames } from '../model/option-names.ts';
import { parseInstant } from '../targeting/instant.ts';
import { MAX_COMMITS } from './history-query.ts';
import type { HistoryQuery } from './port.ts';
import { MAX_TOKEN } from './write-input.ts';

const HISTORY_QUERY: OptionNames<HistoryQuery> = {
  id: true,
  kind: true,
  actor: true,
  since: true,
  until: true,
  token: true,
  revision: true,
  limit: true,
  cursor: true,
  after: true,
};

const KINDS: readonly unknown[] = ['flag', 'segment', 'environment'] satisfies readonly DocumentKind[];

/** Returns a query whose instants are ISO 8601, UTC. */
export function readHistoryQuery(what: string, value: HistoryQuery | undefined): HistoryQuery {
  const options = readOptions(what, value, HISTORY_QUERY);
  const { id, kind, actor, since, until, token, revision, limit, cursor, after } = options;
  if (after !== undefined && cursor !== undefined) {
    throw invalidOptions(`${what}: pass \`cursor\` (newest first) or \`after\` (oldest first), not both.`);
  }
  return {
    ...(id === undefined ? {} : { id: readId(`${what}: id`, id) }),
    ...(kind === undefined ? {} : { kind: readKind(`${what}: kind`, kind) }),
    ...(actor === undefined ? {} : { actor: readText(`${what}: actor`, actor, LIMITS.actor) }),
    ...(since === undefined ? {} : { since: readDate(`${what}: since`, since) }),
    ...(until === undefined ? {} : { until: readDate(`${what}: until`, until) }),
    ...(token === undefined ? {} : { token: readText(`${what}: token`, token, MAX_TOKEN, 1) }),
    ...(revision === undefined ? {} : { revision: readNumber(`${what}: revision`, revision) }),
    ...(limit === undefined ? {} : { limit: readLimit(what, limit, MAX_COMMITS) }),
    ...(cursor === undefined ? {} : { cursor: readCursor(what, cursor) }),
    ...(after === undefined ? {} : { after: readText(`${what}: after`, after, MAX_POSITION) }),
  };
}

/** A place in the log, a point and a token. */
const MAX_POSITION: number = 64 + 1 + MAX_TOKEN;

function readNumber(what: string, value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number;
  throw invalidInput(what, 'the number of a revision', value);
}

function readKind(what: string, value: unknown): DocumentKind {
  if (KINDS.includes(value)) return value as DocumentKind;
  throw invalidInput(what, '"flag", "segment" or "environment"', value);
}

function readDate(what: string, value: unknown): string {
  const instant = typeof value === 'string' && value.length <= LIMITS.label ? parseInstant(value) : undefined;
  if (instant !== undefined) return new Date(instant).toISOString();
  throw invalidInput(what, 'an RFC 3339 date-time with an offset, or a date', value);
}
