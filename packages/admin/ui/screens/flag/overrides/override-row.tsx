import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { Override } from '@flagstaff/core';
import { Button } from '../../../components/button.tsx';
import { Chip } from '../../../components/chip.tsx';
import { Select, TextInput } from '../../../components/field.tsx';
import { Variant } from '../../../components/split-bar.tsx';
import { Time } from '../../../components/time.tsx';
import { InstantInput } from '../../../components/instant-input.tsx';
import { pathToSubject } from '../../../context/links.ts';
import type { Subject } from '../../../context/links.ts';
import { put } from '../../../lib/put.ts';
import { ATTRIBUTE_NAMES } from '../../../context/attribute-names.tsx';

/** One subject and its variant. */
export function OverrideRow({
  override,
  isExpired,
  variants,
  onChange,
  onRemove,
}: {
  readonly override: Override;
  readonly isExpired: boolean;
  readonly variants: readonly string[];
  /** Undefined when nothing can be changed. */
  readonly onChange: ((override: Override) => void) | undefined;
  readonly onRemove: (() => void) | undefined;
}): JSX.Element {
  const { attribute, value, serve, expires } = override;
  const subject = `${attribute} ${value}`;
  if (onChange === undefined) {
    return (
      <li class="override" data-expired={isExpired}>
        <code>{attribute}</code>
        <code class="truncate">{value}</code>
        <Variant name={serve} variants={variants} />
        {expires !== undefined && <Time at={expires} />}
        <SubjectLink attribute={attribute} value={String(value)} />
      </li>
    );
  }
  return (
    <li class="override" data-expired={isExpired}>
      <TextInput
        aria-label={`Attribute of ${subject}`}
        data-field="override.attribute"
        mono
        list={ATTRIBUTE_NAMES}
        value={attribute}
        onInput={(name) => onChange({ ...override, attribute: name })}
      />
      <TextInput
        aria-label={`Value of ${subject}`}
        data-field="override.value"
        mono
        value={String(value)}
        onInput={(text) => onChange({ ...override, value: text })}
      />
      <Select
        aria-label={`Variant of ${subject}`}
        data-field="override.serve"
        value={serve}
        options={(variants.includes(serve) ? variants : [...variants, serve]).map((name) => ({
          value: name,
          label: name,
        }))}
        onChange={(name) => onChange({ ...override, serve: name })}
      />
      <span class="row">
        <InstantInput
          label={`Expiry of ${subject}`}
          field="override.expires"
          value={expires ?? ''}
          onChange={(at) => onChange({ ...override, expires: at })}
        />
        {expires !== undefined && (
          <Button
            look="ghost"
            icon="x"
            label={`${subject} never expires`}
            onClick={() => onChange(put(override, 'expires', undefined))}
          />
        )}
        {isExpired && <Chip tone="warning">expired</Chip>}
        <SubjectLink attribute={attribute} value={String(value)} />
      </span>
      <Button look="ghost" icon="trash" label={`Remove the override of ${subject}`} onClick={onRemove} />
    </li>
  );
}

/** Leads to what the subject gets from all flags. */
function SubjectLink(subject: Subject): JSX.Element {
  return (
    <Link class="link" href={pathToSubject(subject)} aria-label={`All flags of ${subject.attribute} ${subject.value}`}>
      All flags
    </Link>
  );
}
