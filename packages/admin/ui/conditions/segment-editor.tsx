import type { JSX } from 'preact';
import type { Condition } from '@flagstaff/core';
import { useApi } from '../api/query.ts';
import { Select } from '../components/field.tsx';
import { Issue } from '../findings/issue.tsx';

/** Segments that a choice lists. More are typed. */
const MAX_LISTED = 500;

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
  const known = segment === '' || keys.includes(segment) ? keys : [segment, ...keys];
  return (
    <div class="condition-leaf">
      <div class="condition-line">
        <span class="condition-text">is in segment</span>
        <Select
          aria-label="Segment"
          data-field="inSegment.segment"
          value={segment}
          options={[{ value: '', label: 'Choose…' }, ...known.map((key) => ({ value: key, label: key }))]}
          onChange={(key) => onChange({ segment: key })}
        />
        {remove}
      </div>
      <Issue path={path} below />
    </div>
  );
}
