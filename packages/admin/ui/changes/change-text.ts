import type {
  FlagStatus,
  JsonValue,
  Override,
  Prerequisite,
  Rule,
  ScheduledChange,
  Serve,
  When,
} from '@flagstaff/core';
import { formatDateTime, plural } from '../lib/format.ts';
import { ruleName } from '../lib/rule-name.ts';
import { same } from '../lib/same.ts';
import { ruleSentence, serveTokens, whenTokens } from '../lib/sentence.ts';
import type { Token } from '../lib/sentence.ts';
import { fieldPlace, fieldText, STATUS_NAMES } from './field-names.ts';

/** A difference in words: what was, and what is to be. */
export interface ChangeLine {
  readonly kind: 'removed' | 'added' | 'changed' | 'moved';
  readonly tokens: readonly Token[];
}

/** Lines of a field. The JSON has them all. */
const MAX_LINES = 12;
const MAX_TEXT = 160;

const value = (text: string): Token => ({ type: 'value', text });
const word = (text: string): Token => ({ type: 'word', text });

/** Says how a field changes, in lines. @param name Such as `environments.production.rules`. */
export function changeLines(name: string, from: JsonValue, to: JsonValue): readonly ChangeLine[] {
  const { field } = fieldPlace(name);
  const sayItem = ITEMS[field];
  if (sayItem !== undefined) return itemLines(listOf(from), listOf(to), sayItem);
  return [
    ...(from === null ? [] : [{ kind: 'removed' as const, tokens: tokensOf(field, from) }]),
    ...(to === null
      ? from === null
        ? []
        : [{ kind: 'changed' as const, tokens: [word('Nothing of its own')] }]
      : [{ kind: 'added' as const, tokens: tokensOf(field, to) }]),
  ];
}

type SayItem = (item: JsonValue, list: readonly JsonValue[]) => readonly Token[];

/** Fields that are lists, and how an item of each is said. */
const ITEMS: { readonly [field: string]: SayItem } = {
  rules: (item, list) => ruleTokens(item as unknown as Rule, list.indexOf(item)),
  overrides: (item) => overrideTokens(item as unknown as Override),
  schedule: (item) => scheduleTokens(item as unknown as ScheduledChange),
  prerequisites: (item) => prerequisiteTokens(item as unknown as Prerequisite),
  include: (item) => [value(textOf(item))],
  exclude: (item) => [value(textOf(item))],
  tags: (item) => [value(textOf(item))],
};

const listOf = (list: JsonValue): readonly JsonValue[] => (Array.isArray(list) ? list : []);

/** Items have no ids: one that is not equal is another one. */
function itemLines(from: readonly JsonValue[], to: readonly JsonValue[], say: SayItem): readonly ChangeLine[] {
  const known = { from: keysOf(from), to: keysOf(to) };
  const removed = from.filter((_, index) => !known.to.set.has(known.from.list[index]!));
  const added = to.filter((_, index) => !known.from.set.has(known.to.list[index]!));
  const isMoved = !same(
    known.from.list.filter((key) => known.to.set.has(key)),
    known.to.list.filter((key) => known.from.set.has(key)),
  );
  return [
    ...bounded('removed', removed, (item) => say(item, from)),
    ...bounded('added', added, (item) => say(item, to)),
    ...(isMoved ? [{ kind: 'moved' as const, tokens: [word('In another order')] }] : []),
    ...(from.length + to.length === 0
      ? [{ kind: 'changed' as const, tokens: [word('An empty list of its own')] }]
      : []),
  ];
}

function keysOf(items: readonly JsonValue[]): { readonly list: readonly string[]; readonly set: ReadonlySet<string> } {
  const list = items.map((item) => JSON.stringify(item));
  return { list, set: new Set(list) };
}

function bounded(
  kind: 'removed' | 'added',
  items: readonly JsonValue[],
  say: (item: JsonValue) => readonly Token[],
): readonly ChangeLine[] {
  const lines = items.slice(0, MAX_LINES).map((item): ChangeLine => ({ kind, tokens: say(item) }));
  const more = items.length - lines.length;
  return more > 0 ? [...lines, { kind, tokens: [word(`and ${plural(more, 'other')}`)] }] : lines;
}

function ruleTokens(rule: Rule, index: number): readonly Token[] {
  const off = rule.enabled === false ? [word('(switched off)')] : [];
  return [value(ruleName(rule, index)), ...off, ...ruleSentence(rule)];
}

function overrideTokens({ attribute, value: subject, serve, expires }: Override): readonly Token[] {
  return [
    { type: 'attribute', text: attribute },
    value(String(subject)),
    word('gets'),
    { type: 'variant', text: serve },
    ...(expires === undefined ? [] : [word('until'), value(formatDateTime(expires))]),
  ];
}

function scheduleTokens({ at, set }: ScheduledChange): readonly Token[] {
  const fields = Object.entries(set as { readonly [field: string]: JsonValue });
  return [
    word('On'),
    value(formatDateTime(at)),
    ...fields.flatMap(([field, given]) => [word(`${fieldText(field)}:`), ...tokensOf(field, given)]),
  ];
}

function prerequisiteTokens({ flag, variants }: Prerequisite): readonly Token[] {
  return [{ type: 'attribute', text: flag }, word('serves'), value(variants.join(' or '))];
}

function tokensOf(field: string, given: JsonValue): readonly Token[] {
  if (field === 'default') return serveTokens(given as unknown as Serve);
  if (field === 'off') return [{ type: 'variant', text: textOf(given) }];
  if (field === 'when') return whenTokens(given as unknown as When);
  if (field === 'status') return [value(STATUS_NAMES[given as FlagStatus] ?? textOf(given))];
  if (given === true) return [value('yes')];
  if (given === false) return [value('no')];
  return [value(textOf(given))];
}

function textOf(given: JsonValue): string {
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
