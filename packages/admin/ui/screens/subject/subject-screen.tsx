import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import { Button } from '../../components/button.tsx';
import { Details } from '../../components/details.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { ATTRIBUTE_NAMES, AttributeNames } from '../../context/attribute-names.tsx';
import { ContextForm } from '../../context/context-form.tsx';
import { pathToPlayground } from '../../context/links.ts';
import { plural } from '../../lib/format.ts';
import { Page } from '../../shell/page.tsx';
import { useAsked } from './subject.ts';
import type { Asked } from './subject.ts';
import { SubjectFlags } from './subject-flags.tsx';
import { SubjectSegments } from './subject-segments.tsx';
import './subject.css';

/** What one subject gets from every flag, why, and what is pinned for it. */
export default function SubjectScreen(): JSX.Element {
  const asked = useAsked();
  const { subject, context } = asked;
  return (
    <Page
      title={subject === undefined ? 'Subject' : subject.value}
      mono={subject !== undefined}
      description="What one user gets from every flag, and why. Pin a variant to try it on yourself, or to help one customer."
      actions={
        subject && (
          <Link class="button button-default" href={pathToPlayground(context)}>
            Open in the playground
          </Link>
        )
      }
    >
      <AttributeNames />
      <SubjectForm asked={asked} />
      {subject === undefined ? (
        <div class="panel">
          <EmptyState icon="user" title="Look a user up">
            <p>
              Type the id that your application puts into the context, such as <code>u-1001</code>. If your rules ask
              for more, such as a country, add it under <em>More attributes</em>.
            </p>
          </EmptyState>
        </div>
      ) : (
        <>
          <SubjectSegments context={context} />
          <SubjectFlags asked={{ ...asked, subject }} />
        </>
      )}
    </Page>
  );
}

function SubjectForm({ asked: { attribute, subject, more, change } }: { readonly asked: Asked }): JSX.Element {
  const [value, setValue] = useState(subject?.value ?? '');
  const [name, setName] = useState(attribute);
  useEffect(() => setValue(subject?.value ?? ''), [subject?.value]);
  useEffect(() => setName(attribute), [attribute]);
  const count = Object.keys(more).length;
  return (
    <form
      class="panel panel-body subject-form"
      onSubmit={(event) => {
        event.preventDefault();
        change({ attribute: name.trim() || undefined, value: value.trim() });
      }}
    >
      <Field label="Attribute">
        {(control) => <TextInput {...control} mono list={ATTRIBUTE_NAMES} value={name} onInput={setName} />}
      </Field>
      <Field label="Value">
        {(control) => (
          <TextInput {...control} mono placeholder="u-1001" spellcheck={false} value={value} onInput={setValue} />
        )}
      </Field>
      <Button look="primary" type="submit" icon="search">
        Look up
      </Button>
      <Details
        summary={count === 0 ? 'More attributes' : plural(count, 'more attribute')}
        open={count > 0}
        class="subject-more"
      >
        <ContextForm
          label="Also in the context"
          first="country"
          context={more}
          onChange={(next) => change({ more: Object.keys(next).length === 0 ? undefined : JSON.stringify(next) })}
        />
      </Details>
    </form>
  );
}
