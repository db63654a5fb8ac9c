import type { FlagDocument, StoredDocument } from '@flagstaff/core';
import { problem } from './answers/problem.ts';
import type { Documents, StoredFlag } from './documents.ts';
import { cellOf, cellsOf } from './flag-cells.ts';
import type { CellOptions } from './flag-cells.ts';
import type { FlagState } from './flag-states.ts';
import type { DocumentItem } from './schemas/documents.ts';

/** Filters of a list. All must hold. */
export interface ListFilters {
  readonly q?: string;
  readonly tag?: string;
  readonly owner?: string;
  readonly status?: string;
  readonly type?: string;
  readonly client?: boolean;
  readonly environment?: string;
  readonly state?: FlagState;
  readonly changedSince?: string;
}

const searchTexts = new WeakMap<StoredDocument, string>();

/** Returns the documents that match. */
export function filtered(
  documents: readonly StoredDocument[],
  filters: ListFilters,
  options: CellOptions,
): readonly StoredDocument[] {
  const words = (filters.q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const since = filters.changedSince === undefined ? undefined : instantOf(filters.changedSince);
  return documents.filter(
    (document) =>
      words.every((word) => searchText(document).includes(word)) &&
      (since === undefined || Date.parse(document.updatedAt) >= since) &&
      matchesLabels(document, filters) &&
      (document.kind === 'flag' ? matchesFlag(document, filters, options) : isFlagless(filters)),
  );
}

/** Returns milliseconds since 1970. @throws {Error} 400 for anything but a date-time or a date. */
export function instantOf(text: string): number {
  const at = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : NaN;
  if (!Number.isNaN(at)) return at;
  throw problem({
    status: 400,
    code: 'INVALID_REQUEST',
    detail: 'Pass an instant as an RFC 3339 date-time with an offset, or a date.',
  });
}

function searchText(document: StoredDocument): string {
  let text = searchTexts.get(document);
  if (text === undefined) {
    const { key, name, description, tags, owner } = document as Partial<FlagDocument>;
    text = [key, name, description, owner, ...(Array.isArray(tags) ? tags : [])].join('\n').toLowerCase();
    searchTexts.set(document, text);
  }
  return text;
}

function matchesLabels(document: StoredDocument, { tag, owner }: ListFilters): boolean {
  const { tags = [], owner: its } = document as Partial<FlagDocument>;
  return (tag === undefined || tags.includes(tag)) && (owner === undefined || its === owner);
}

function matchesFlag(flag: StoredFlag, filters: ListFilters, options: CellOptions): boolean {
  const { status, type, client, environment, state } = filters;
  if (type !== undefined && flag.type !== type) return false;
  if (client !== undefined && (flag.clientSide ?? false) !== client) return false;
  // A cell costs more than all other filters together.
  if (status === undefined && state === undefined) return true;
  const cell = cellOf(flag, environment, options);
  if (cell === undefined) return false;
  return (status === undefined || cell.status === status) && (state === undefined || cell.state === state);
}

function isFlagless({ status, type, client, environment, state }: ListFilters): boolean {
  return [status, type, client, environment, state].every((filter) => filter === undefined);
}

/** Returns a document's row. */
export function itemOf(document: StoredDocument, options: CellOptions): DocumentItem {
  const { kind, key, version, createdAt, updatedAt, updatedBy } = document;
  const { name, description, tags, owner } = document as Partial<FlagDocument>;
  return withoutUndefined({
    kind,
    key,
    name,
    description,
    tags: tags && [...tags],
    owner,
    version,
    createdAt,
    updatedAt,
    updatedBy,
    ...ownFields(document, options),
  }) as DocumentItem;
}

function ownFields(document: StoredDocument, options: CellOptions): object {
  if (document.kind === 'flag') {
    const { type, clientSide, removeBy } = document;
    return { type, variants: variantNames(document), clientSide, removeBy, cells: cellsOf(document, options) };
  }
  if (document.kind === 'segment') {
    const { parent, enabled, members, include } = document;
    return { parent, enabled, members, included: include?.length };
  }
  const { parent, protected: isProtected } = document;
  return { parent, protected: isProtected };
}

/** Returns the names of a flag's variants. A boolean flag may leave its variants out. */
export function variantNames({ variants }: FlagDocument): readonly string[] {
  return variants === undefined ? ['on', 'off'] : Object.keys(variants);
}

/** Returns the names of the variants of a flag among documents. None when it is missing. */
export function variantsIn(byId: Documents['byId'], key: string): readonly string[] {
  const flag = byId.get(`flag:${key}`);
  return flag?.kind === 'flag' ? variantNames(flag) : [];
}

function withoutUndefined(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
