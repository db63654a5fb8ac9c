import { useId } from 'preact/hooks';
import type { JSX } from 'preact';
import type { Condition } from '@flagstaff/core';
import { useApi } from '../api/query.ts';
import { Select, TextInput } from '../components/field.tsx';
import { Issue } from '../findings/issue.tsx';

/** Segments that a choice lists. Of more, one is typed, and found by the server. */
const MAX_LISTED = 50;

/** Whether the subject is in a segment. */
export function SegmentEditor({
  segment,
  path,
  onChange,
  remove,
}: {
  readonly segment: string;
  readonly path: string;
  readonly onChange: (condition: Condition) => void;
  readonly remove: JSX.Element;
}): JSX.Element {
  const { data } = useApi('GET /{kind}', { params: { kind: 'segments' }, query: { limit: MAX_LISTED } });
  const keys = data?.data.items.map(({ key }) => key) ?? [];
  const choose = (key: string): void => onChange({ segment: key });
  return (
    <div class="condition-leaf">
      <div class="condition-line">
        <span class="condition-text">is in segment</span>
        {data?.data.next === undefined ? (
          <SegmentChoice segment={segment} keys={keys} onChange={choose} />
        ) : (
          <SegmentSearch segment={segment} onChange={choose} />
        )}
        {remove}
      </div>
      <Issue path={path} below />
    </div>
  );
}

interface ChoiceProps {
  readonly segment: string;
  readonly onChange: (key: string) => void;
}

function SegmentChoice({ segment, keys, onChange }: ChoiceProps & { readonly keys: readonly string[] }): JSX.Element {
  const known = segment === '' || keys.includes(segment) ? keys : [segment, ...keys];
  return (
    <Select
      aria-label="Segment"
      data-field="inSegment.segment"
      value={segment}
      options={[{ value: '', label: 'Choose…' }, ...known.map((key) => ({ value: key, label: key }))]}
      onChange={onChange}
    />
  );
}

function SegmentSearch({ segment, onChange }: ChoiceProps): JSX.Element {
  const id = useId();
  const { data } = useApi(
    'GET /{kind}',
    { params: { kind: 'segments' }, query: { limit: MAX_LISTED, ...(segment === '' ? {} : { q: segment }) } },
    { keep: true },
  );
  return (
    <>
      <TextInput
        aria-label="Segment"
        data-field="inSegment.segment"
        mono
        list={id}
        placeholder="Key, or a part of it"
        value={segment}
        onInput={onChange}
      />
      <datalist id={id}>
        {data?.data.items.map(({ key, name }) => (
          <option key={key} value={key}>
            {name ?? key}
          </option>
        ))}
      </datalist>
    </>
  );
}
