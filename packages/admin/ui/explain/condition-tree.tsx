import type { JSX } from 'preact';
import type { Condition, Operator } from '@flagstaff/core';
import type { ExplainedCondition, ExplainedSegment } from '@flagstaff/core/explain';
import { Sentence } from '../components/sentence.tsx';
import { whenTokens } from '../lib/sentence.ts';
import { Mark } from './mark.tsx';

/** Conditions as a tree, each with whether it holds and the value that decided. */
export function ConditionTree({ conditions }: { readonly conditions: readonly ExplainedCondition[] }): JSX.Element {
  return (
    <ul class="explanation-details">
      {conditions.map((condition, index) => (
        // The tree has the order of the document.
        <li key={index}>
          <Node condition={condition} />
        </li>
      ))}
    </ul>
  );
}

function Node({ condition }: { readonly condition: ExplainedCondition }): JSX.Element {
  if ('all' in condition) return <Branch result={condition.result} text="all of" inner={condition.all} />;
  if ('any' in condition) return <Branch result={condition.result} text="any of" inner={condition.any} />;
  if ('not' in condition) return <Branch result={condition.result} text="not" inner={[condition.not]} />;
  if ('segment' in condition) return <Segment segment={condition} />;
  if ('time' in condition) return <Leaf result={condition.result} condition={{ time: condition.time }} />;
  const { attribute, operator, expected, ignoreCase, actual, result } = condition;
  const leaf = {
    attribute,
    operator: operator as Operator,
    ...(expected === undefined ? {} : { value: expected as string }),
    ...(ignoreCase === undefined ? {} : { ignoreCase }),
  };
  return (
    <Leaf result={result} condition={leaf} actual={actual === undefined ? 'is missing' : JSON.stringify(actual)} />
  );
}

function Leaf({
  result,
  condition,
  actual,
}: {
  readonly result: ExplainedCondition['result'];
  readonly condition: Condition;
  readonly actual?: string;
}): JSX.Element {
  return (
    <div class="explanation-line">
      <Mark result={result} />
      <div>
        <Sentence tokens={whenTokens(condition)} />
        {actual !== undefined && result !== 'notReached' && (
          <span class="muted">
            {actual === 'is missing' ? 'it ' : 'it is '}
            <code>{actual}</code>
          </span>
        )}
      </div>
    </div>
  );
}

function Branch({
  result,
  text,
  inner,
}: {
  readonly result: ExplainedCondition['result'];
  readonly text: string;
  readonly inner: readonly ExplainedCondition[];
}): JSX.Element {
  return (
    <>
      <div class="explanation-line">
        <Mark result={result} />
        <span>{text}</span>
      </div>
      <ConditionTree conditions={inner} />
    </>
  );
}

const BY: { readonly [by in NonNullable<ExplainedSegment['by']>]: string } = {
  unknown: 'it does not exist',
  disabled: 'it is switched off',
  parent: 'by its parent',
  exclude: 'it excludes the subject',
  include: 'it lists the subject',
  members: 'the subject is a stored member',
  when: 'by its conditions',
  'not a member': 'the subject is no member',
  'unknown members': 'its stored members are known to the server only',
  everyone: 'it contains everyone',
};

function Segment({ segment }: { readonly segment: ExplainedSegment }): JSX.Element {
  return (
    <>
      <div class="explanation-line">
        <Mark result={segment.result} />
        <div>
          <Sentence tokens={whenTokens({ segment: segment.segment })} />
          {segment.by !== undefined && <span class="muted">{BY[segment.by]}</span>}
        </div>
      </div>
      {segment.parent !== undefined && (
        <div class="explanation-details">
          <Segment segment={segment.parent} />
        </div>
      )}
      {segment.when !== undefined && <ConditionTree conditions={segment.when} />}
    </>
  );
}
