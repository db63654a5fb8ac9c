import type { FlagDocument, Override } from '@flagstaff/core';
import { same } from '../../../lib/same.ts';

/** A part of the flag that both changed, differently. Undefined: absent. */
export interface MergeConflict {
  /** Such as `environments.production.rules`. */
  readonly field: string;
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
}

/** What two changes of one document make together. */
export interface Merged {
  readonly document: FlagDocument;
  readonly conflicts: readonly MergeConflict[];
  /** The parts that only the other changed. */
  readonly taken: readonly string[];
}

/** Which side decides a conflict, by field. */
export type Choices = ReadonlyMap<string, 'mine' | 'theirs'>;

/** The three versions of a part. */
interface Versions {
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
}

/**
 * Merges two changes of a flag field by field: patches by environment, variants and metadata by name, overrides by subject, tags as
 * a set. Rules, splits and schedules are merged as a whole, because their order decides.
 *
 * @param choices Decides conflicts. Defaults to the caller's own side.
 */
export function mergeFlags(
  base: FlagDocument,
  mine: FlagDocument,
  theirs: FlagDocument,
  choices: Choices = new Map(),
): Merged {
  const conflicts: MergeConflict[] = [];
  const taken: string[] = [];

  function merge(versions: Versions, path: readonly string[]): unknown {
    const { base: before, mine: own, theirs: other } = versions;
    if (same(own, other) || same(before, other)) return own;
    const field = path.join('.');
    if (same(before, own)) {
      taken.push(field);
      return other;
    }
    if (isByName(path) && [own, other].every(isRecord)) return mergeRecords(versions, path);
    if (path.at(-1) === 'tags' && [own, other].every(Array.isArray)) return mergeTags(versions);
    if (path.at(-1) === 'overrides' && [own, other].every(Array.isArray)) {
      const byName = { base: bySubject(before), mine: bySubject(own), theirs: bySubject(other) };
      return Object.values(mergeRecords(byName, path));
    }
    conflicts.push({ field, ...versions });
    return choices.get(field) === 'theirs' ? other : own;
  }

  function mergeRecords({ base: before, mine: own, theirs: other }: Versions, path: readonly string[]): object {
    const names = new Set([...Object.keys(other as object), ...Object.keys(own as object)]);
    const merged = [...names].flatMap((name) => {
      const versions = { base: memberOf(before, name), mine: memberOf(own, name), theirs: memberOf(other, name) };
      const value = merge(versions, [...path, name]);
      return value === undefined ? [] : [[name, value] as const];
    });
    return Object.fromEntries(merged);
  }

  const document = merge({ base, mine, theirs }, []) as FlagDocument;
  return { document, conflicts, taken };
}

/** Whether the members of an object are merged one by one. */
function isByName(path: readonly string[]): boolean {
  const [first, , third] = path;
  if (path.length < 2) return path.length === 0 || ['environments', 'variants', 'metadata'].includes(first!);
  return first === 'environments' && third === undefined;
}

function mergeTags({ base, mine, theirs }: Versions): readonly string[] {
  const before = (base ?? []) as readonly string[];
  const [own, other] = [mine, theirs] as [readonly string[], readonly string[]];
  const kept = other.filter((tag) => own.includes(tag) || !before.includes(tag));
  return [...kept, ...own.filter((tag) => !other.includes(tag) && !before.includes(tag))];
}

function bySubject(overrides: unknown): { readonly [subject: string]: Override } {
  const list = (overrides ?? []) as readonly Override[];
  // The first of a subject applies, so later ones must not replace it.
  return Object.fromEntries(list.map((each, index) => [subjectOf(each, list, index), each]));
}

function subjectOf({ attribute, value }: Override, list: readonly Override[], index: number): string {
  const repeated = list.findIndex((each) => each.attribute === attribute && each.value === value) < index;
  return `${attribute}=${value}${repeated ? `#${index}` : ''}`;
}

function memberOf(owner: unknown, name: string): unknown {
  return isRecord(owner) && Object.hasOwn(owner, name) ? owner[name] : undefined;
}

const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
