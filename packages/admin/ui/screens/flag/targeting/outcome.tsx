import type { JSX } from 'preact';
import type { FlagDocument } from '@flagstaff/core';
import { Sentence } from '../../../components/sentence.tsx';
import { plural } from '../../../lib/format.ts';
import { serveTokens } from '../../../lib/sentence.ts';
import type { Token } from '../../../lib/sentence.ts';
import { variantNames } from '../../../lib/variants-of.ts';
import { originOf } from '../model/places.ts';

const word = (text: string): Token => ({ type: 'word', text });

/** Says in a line what users get. */
export function Outcome({
  flag,
  chain,
}: {
  readonly flag: FlagDocument;
  readonly chain: readonly string[];
}): JSX.Element {
  return (
    <div class="outcome">
      <Sentence tokens={outcomeTokens(flag, chain)} variants={variantNames(flag)} />
    </div>
  );
}

function outcomeTokens(flag: FlagDocument, chain: readonly string[]): readonly Token[] {
  const { value: status = 'active' } = originOf(flag, chain, 'status');
  if (status !== 'active') return [word('Everyone gets'), ...offTokens(flag, chain)];
  const rules = (originOf(flag, chain, 'rules').value ?? []).filter(({ enabled }) => enabled !== false);
  const { value: serve = flag.type === 'boolean' ? 'off' : undefined } = originOf(flag, chain, 'default');
  const rest = serve === undefined ? [word("the program's own default")] : serveTokens(serve);
  return rules.length === 0
    ? [word('Everyone gets'), ...rest]
    : [word(`${plural(rules.length, 'rule')}, everyone else gets`), ...rest];
}

function offTokens(flag: FlagDocument, chain: readonly string[]): readonly Token[] {
  const { value = flag.type === 'boolean' ? 'off' : undefined } = originOf(flag, chain, 'off');
  return value === undefined ? [word("the program's own default")] : [{ type: 'variant', text: value }];
}
