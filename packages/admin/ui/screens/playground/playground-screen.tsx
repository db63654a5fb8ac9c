import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { EvaluationContext } from '@flagstaff/core';
import { Button } from '../../components/button.tsx';
import { Field, Select, TextInput } from '../../components/field.tsx';
import { AttributeNames } from '../../context/attribute-names.tsx';
import { ContextForm } from '../../context/context-form.tsx';
import { pathToSubject, subjectOf } from '../../context/links.ts';
import { copyText } from '../../lib/copy.ts';
import { instantOf, localText } from '../../lib/local-time.ts';
import { zoneName } from '../../lib/zone.ts';
import { useMe } from '../../session/me.ts';
import { Page } from '../../shell/page.tsx';
import { AnswerTable } from './answer-table.tsx';
import { Explanations } from './explanations.tsx';
import { keptDraft, useQuestion } from './question.ts';
import type { Comparison, Question } from './question.ts';
import './playground.css';

/** Asks what a context gets, and why. Nothing here counts as use. */
export default function PlaygroundScreen(): JSX.Element {
  const question = useQuestion();
  const subject = subjectOf(question.sides[0].context);
  return (
    <Page
      title="Playground"
      description="What would this user get, and why? Nothing here is counted, and the link asks the same question."
      actions={
        <>
          {subject && (
            <Link class="button button-default" href={pathToSubject(subject)}>
              Pin variants for {subject.value}
            </Link>
          )}
          <Button icon="link" onClick={() => copyText(location.href, 'Link')}>
            Copy link
          </Button>
        </>
      }
    >
      <AttributeNames />
      <div class="playground">
        <div class="panel panel-body stack playground-question">
          <Questions question={question} />
        </div>
        <div class="panel playground-answer" aria-live="polite">
          {question.flag === undefined ? (
            <AnswerTable question={question} />
          ) : (
            <Explanations question={question} flag={question.flag} />
          )}
        </div>
      </div>
    </Page>
  );
}

const textOf = (context: EvaluationContext): string => JSON.stringify(context);

function Questions({ question }: { readonly question: Question }): JSX.Element {
  const { sides, comparison, at, revision, change } = question;
  const { capabilities } = useMe();
  const [first, second] = sides;
  return (
    <>
      <ContextForm
        label={comparison === 'context' ? 'First context' : 'Context'}
        context={first.context}
        onChange={(context) => change({ context: Object.keys(context).length === 0 ? undefined : textOf(context) })}
      />
      {comparison === 'context' && (
        <ContextForm
          label="Second context"
          context={second!.context}
          onChange={(context) => change({ and: textOf(context) })}
        />
      )}
      <CompareWith comparison={comparison} question={question} />
      <Field label="At" hint={at === undefined ? 'Now. Schedules and ramps follow the instant.' : `In ${zoneName()}.`}>
        {(control) => (
          <span class="playground-instant">
            <TextInput
              {...control}
              type="datetime-local"
              value={at === undefined ? '' : localText(new Date(at))}
              onInput={(next) => change({ at: next === '' ? undefined : instantOf(next) })}
            />
            {at !== undefined && (
              <Button look="ghost" icon="x" label="Ask for now" onClick={() => change({ at: undefined })} />
            )}
          </span>
        )}
      </Field>
      {capabilities.history && (
        <Field
          label="As of revision"
          hint={
            revision === undefined
              ? 'The flags as they are now.'
              : 'The flags as they were then. Stored members of segments are those of now.'
          }
        >
          {(control) => (
            <span class="playground-instant">
              <TextInput
                {...control}
                inputMode="numeric"
                placeholder="now"
                value={revision === undefined ? '' : String(revision)}
                onInput={(next) => change({ revision: next.replaceAll(/\D/g, '') })}
              />
              {revision !== undefined && (
                <Button
                  look="ghost"
                  icon="x"
                  label="Ask for the flags of now"
                  onClick={() => change({ revision: undefined })}
                />
              )}
            </span>
          )}
        </Field>
      )}
    </>
  );
}

function CompareWith({
  comparison,
  question: { sides, flag, change },
}: {
  readonly comparison: Comparison;
  readonly question: Question;
}): JSX.Element {
  const { environments } = useMe();
  const [first, second] = sides;
  const others = environments.map(({ key }) => key).filter((key) => key !== first.environment);
  const options = [
    { value: 'nothing', label: 'Nothing' },
    { value: 'context', label: 'Another context' },
    ...(flag !== undefined && keptDraft(flag) !== undefined
      ? [{ value: 'draft', label: 'Your draft of the flag' }]
      : []),
    ...others.map((key) => ({ value: `in:${key}`, label: `The same in ${key}` })),
  ];
  return (
    <Field label="Compare with">
      {(control) => (
        <Select
          {...control}
          value={comparison === 'environment' ? `in:${second!.environment}` : comparison}
          options={options}
          onChange={(next) =>
            change({
              and: next === 'context' ? textOf(first.context) : undefined,
              in: next.startsWith('in:') ? next.slice(3) : undefined,
              draft: next === 'draft' ? 'yes' : undefined,
            })
          }
        />
      )}
    </Field>
  );
}
