import type { SegmentDocument, StoredDocument } from '@flagstaff/core';
import { plural } from '../../lib/format.ts';
import { whenTokens } from '../../lib/sentence.ts';
import type { Token } from '../../lib/sentence.ts';

/** A segment as the store has it. */
export type StoredSegment = StoredDocument & SegmentDocument;

const word = (text: string): Token => ({ type: 'word', text });
const value = (text: string): Token => ({ type: 'value', text });

/** Says who is in a segment. */
export function segmentTokens({
  parent,
  include = [],
  exclude = [],
  members,
  when,
  by = 'targetingKey',
}: SegmentDocument): readonly Token[] {
  const hasConditions = when !== undefined && !(Array.isArray(when) && when.length === 0);
  const hasList = include.length > 0 || members !== undefined;
  const isEveryone = !hasConditions && !hasList && parent === undefined && exclude.length === 0;
  const ways: (readonly Token[])[] = [];
  if (hasConditions) ways.push([word('who'), ...whenTokens(when)]);
  if (include.length > 0)
    ways.push([word('listed by'), { type: 'attribute', text: by }, value(`(${plural(include.length, 'value')})`)]);
  if (members !== undefined) ways.push([word('among the stored members')]);
  const who = ways.flatMap((way, index) => (index === 0 ? way : [word('or'), ...way]));
  return [
    word(isEveryone ? 'Everyone.' : 'Everyone'),
    ...who,
    ...(parent === undefined ? [] : [word('within'), { type: 'segment' as const, text: parent }]),
    ...(exclude.length === 0 ? [] : [word('except'), value(String(exclude.length))]),
  ];
}
