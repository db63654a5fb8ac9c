import type { JsonValue, Rule, Serve } from '@flagstaff/core';
import { formatDateTime, plural } from '../../../lib/format.ts';
import { ruleSentence, serveTokens } from '../../../lib/sentence.ts';
import type { Token } from '../../../lib/sentence.ts';
import { same } from '../model/merge.ts';

/** A difference in words: what was, and what is to be. */
export interface ChangeLine {
  readonly kind: 'removed' | 'added' | 'changed' | 'moved';
  readonly tokens: readonly Token[];
}

const value = (text: string): Token => ({ type: 'value', text });
const word = (text: string): Token => ({ type: 'word', text });

const STATUS: { readonly [status: string]: string } = { active: 'On', inactive: 'Off', archived: 'Archived' };

/** Says how a field changes, in lines. */
export function changeLines(field: string, from: JsonValue, to: JsonValue): readonly ChangeLine[] {
  if (field === 'rules') return ruleLines(rulesOf(from), rulesOf(to));
  if (field === 'overrides' || field === 'schedule' || field === 'prerequisites') return countLines(field, from, to);
  return [
    ...(from === null ? [] : [{ kind: 'removed' as const, tokens: tokensOf(field, from) }]),
    ...(to === null
      ? from === null
        ? []
        : [{ kind: 'changed' as const, tokens: [word('Nothing of its own')] }]
      : [{ kind: 'added' as const, tokens: tokensOf(field, to) }]),
  ];
}

const listOf = (list: JsonValue): readonly JsonValue[] => (Array.isArray(list) ? list : []);

const rulesOf = (list: JsonValue): readonly Rule[] => listOf(list) as unknown as readonly Rule[];

const textOf = (given: JsonValue): string => (typeof given === 'string' ? given : short(JSON.stringify(given)));

function tokensOf(field: string, given: JsonValue): readonly Token[] {
  if (field === 'default') return serveTokens(given as unknown as Serve);
  if (field === 'off') return [{ type: 'variant', text: textOf(given) }];
  if (field === 'status') return [value(STATUS[textOf(given)] ?? textOf(given))];
  if (field === 'removeBy') return [value(formatDateTime(textOf(given)))];
  if (field === 'tags') return [value(listOf(given).map(textOf).join(', '))];
  return [value(textOf(given))];
}

const MAX_TEXT = 160;
const short = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);

/** Rules have no ids: one that is neither equal nor named alike is another one. */
function ruleLines(from: readonly Rule[], to: readonly Rule[]): readonly ChangeLine[] {
  const added = to.filter((rule) => !from.some((each) => same(each, rule)));
  const removed = from.filter((rule) => !to.some((each) => same(each, rule)));
  const kept = to.filter((rule) => from.some((each) => same(each, rule)));
  const isMoved = !same(
    kept,
    from.filter((rule) => to.some((each) => same(each, rule))),
  );
  return [
    ...removed.map((rule): ChangeLine => ({ kind: 'removed', tokens: ruleTokens(rule, from) })),
    ...added.map((rule): ChangeLine => ({ kind: 'added', tokens: ruleTokens(rule, to) })),
    ...(isMoved ? [{ kind: 'moved' as const, tokens: [word('The rules are in another order.')] }] : []),
    ...(from.length === 0 && to.length === 0
      ? [{ kind: 'changed' as const, tokens: [word('No rules of its own')] }]
      : []),
  ];
}

function ruleTokens(rule: Rule, rules: readonly Rule[]): readonly Token[] {
  const off = rule.enabled === false ? [word('(switched off)')] : [];
  return [value(rule.name ?? `Rule ${rules.indexOf(rule) + 1}`), ...off, ...ruleSentence(rule)];
}

function countLines(field: string, from: JsonValue, to: JsonValue): readonly ChangeLine[] {
  const [before, after] = [listOf(from), listOf(to)];
  const one = { overrides: 'override', schedule: 'dated change', prerequisites: 'prerequisite' }[field]!;
  const added = after.filter((each) => !before.some((other) => same(each, other))).length;
  const removed = before.filter((each) => !after.some((other) => same(each, other))).length;
  return [
    ...(removed > 0 ? [{ kind: 'removed' as const, tokens: [value(plural(removed, one))] }] : []),
    ...(added > 0 ? [{ kind: 'added' as const, tokens: [value(plural(added, one))] }] : []),
    ...(added + removed === 0 ? [{ kind: 'moved' as const, tokens: [word('Another order')] }] : []),
  ];
}
