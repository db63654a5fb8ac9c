import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { EvaluationContext } from '@flagstaff/core';
import { useApi } from '../api/query.ts';
import { TextInput } from '../components/field.tsx';
import { NotLoaded } from '../components/not-loaded.tsx';
import { formatNumber } from '../lib/format.ts';
import { ContextButton } from './context-button.tsx';
import { subjectOf } from './links.ts';

/** Members that are shown. A search finds the others that the API sent. */
const MAX_SHOWN = 8;

/** The application's sample of users, to pick one. */
export function Audience({
  current,
  onPick,
}: {
  readonly current: EvaluationContext;
  readonly onPick: (context: EvaluationContext) => void;
}): JSX.Element {
  const { data, error } = useApi('GET /audience', {});
  const [search, setSearch] = useState('');
  if (data === undefined) return <NotLoaded error={error} what="The sample of users" />;
  const { contexts, members } = data.data;
  const words = search.toLowerCase().split(/\s+/);
  const found = members.filter((member) => {
    const text = JSON.stringify(member).toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    <section class="stack-tight" aria-label="Your users">
      <h3>Your users</h3>
      <p class="secondary">
        {members.length < contexts
          ? `The first ${formatNumber(members.length)} of the application's sample of ${formatNumber(contexts)}.`
          : "The application's sample."}
      </p>
      <TextInput
        aria-label="Search your users"
        placeholder="Search"
        spellcheck={false}
        value={search}
        onInput={setSearch}
      />
      <ul class="saved-contexts">
        {found.slice(0, MAX_SHOWN).map((context, index) => (
          // A sample may hold a user twice.
          <li key={index}>
            <ContextButton
              name={subjectOf(context)?.value ?? `User ${index + 1}`}
              context={context}
              current={current}
              onPick={onPick}
            />
          </li>
        ))}
      </ul>
      {found.length > MAX_SHOWN && <p class="muted">{formatNumber(found.length - MAX_SHOWN)} more: search for them.</p>}
      {found.length === 0 && <p class="muted">None of them matches.</p>}
    </section>
  );
}
