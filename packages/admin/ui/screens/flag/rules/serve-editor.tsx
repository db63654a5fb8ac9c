import type { JSX } from 'preact';
import type { Serve } from '@flagstaff/core';
import { Select } from '../../../components/field.tsx';
import { Sentence } from '../../../components/sentence.tsx';
import { serveTokens } from '../../../lib/sentence.ts';
import { evenSplit } from './even-split.ts';
import { Issue } from '../../../findings/issue.tsx';
import { SplitEditor } from './split-editor.tsx';

/** Not the name of a variant: names have no spaces. */
const SPLIT = 'a split';

/** Chooses a variant, or splits subjects among several. */
export function ServeEditor({
  value,
  label,
  path,
  variants,
  field,
  onChange,
}: {
  readonly value: Serve;
  /** Names the control for assistive technology. */
  readonly label: string;
  readonly path: string;
  readonly variants: readonly string[];
  /** The field of the schema that this edits. */
  readonly field: string;
  /** Undefined when nothing can be changed. */
  readonly onChange: ((value: Serve) => void) | undefined;
}): JSX.Element {
  if (onChange === undefined) return <Sentence tokens={serveTokens(value)} variants={variants} />;
  const known = typeof value !== 'string' || variants.includes(value) ? variants : [...variants, value];
  return (
    <div class="serve">
      <Select
        aria-label={label}
        data-field={field}
        value={typeof value === 'string' ? value : SPLIT}
        options={[...known.map((name) => ({ value: name, label: name })), { value: SPLIT, label: 'Split by weight…' }]}
        onChange={(name) => onChange(name === SPLIT ? evenSplit(variants) : name)}
      />
      {typeof value !== 'string' && <SplitEditor split={value} path={path} variants={variants} onChange={onChange} />}
      <Issue path={path} below={typeof value === 'string'} />
    </div>
  );
}
