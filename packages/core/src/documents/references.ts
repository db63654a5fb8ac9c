import type { Condition, When } from '../model/condition.ts';
import type { Document, DocumentId } from '../model/document.ts';
import type { FlagChange } from '../model/flag.ts';
import { parseDocument } from './parse-document.ts';

/** Returns the ids of the documents that a valid document references itself, in the order of its text. Empty for an invalid one. */
export function referencesIn(document: Document): readonly DocumentId[] {
  const parsed = parseDocument(document);
  return parsed.ok ? parsed.facts.references : [];
}

/** Whether the document references others: flags, segments or environments. */
export function hasReferences(document: Document): boolean {
  if (document.kind === 'flag') {
    const { prerequisites = [], environments = {}, schedule = [] } = document;
    if (prerequisites.length > 0 || Object.keys(environments).length > 0) return true;
    return [document, ...schedule.map(({ set }) => set)].some(changeNamesSegment);
  }
  return document.parent !== undefined || (document.kind === 'segment' && namesSegment(document.when ?? []));
}

function changeNamesSegment({ rules = [] }: FlagChange): boolean {
  return rules.some(({ when = [] }) => namesSegment(when));
}

function namesSegment(when: When): boolean {
  return isList(when) ? when.some(conditionNamesSegment) : conditionNamesSegment(when);
}

function conditionNamesSegment(condition: Condition): boolean {
  if ('segment' in condition) return true;
  if ('all' in condition) return condition.all.some(conditionNamesSegment);
  if ('any' in condition) return condition.any.some(conditionNamesSegment);
  return 'not' in condition && conditionNamesSegment(condition.not);
}

function isList(when: When): when is readonly Condition[] {
  return Array.isArray(when);
}
