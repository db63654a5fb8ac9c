import { useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { ExplainedRule, ExplainedStep, Explanation } from '@flagstaff/core/explain';
import { Button } from '../components/button.tsx';
import { Variant } from '../components/split-bar.tsx';
import { plural } from '../lib/format.ts';
import { memo } from '../lib/memo.ts';
import { ruleName } from '../lib/rule-name.ts';
import { BucketText, ServeText } from './bucket-text.tsx';
import { ConditionTree } from './condition-tree.tsx';
import { Mark } from './mark.tsx';
import { REASONS } from './reason.ts';
import './explanation.css';

/** The names of the steps of an evaluation. */
const STEPS: { readonly [step in ExplainedStep['step']]: string } = {
  lookup: 'Find the flag',
  forced: 'Forced variant',
  status: 'Is it on?',
  prerequisites: 'Prerequisites',
  overrides: 'Overrides',
  holdout: 'Holdout',
  rules: 'Rules',
  default: 'Everyone else',
};

/** The rule that decided, or the step without rules. */
const DECISION =
  '[data-result="decided"] [data-result="matched"], [data-result="decided"]:not(:has([data-result="matched"]))';

/** An answer, and every step that led to it. */
export const ExplanationView = memo(function ExplanationView({
  explanation,
  variants,
}: {
  readonly explanation: Explanation;
  /** The flag's variants, which give them their colors. */
  readonly variants: readonly string[];
}): JSX.Element {
  const { details, steps } = explanation;
  const { variant, reason, value } = details;
  const tree = useRef<HTMLDivElement>(null);
  const showDecision = (): void => {
    const step = tree.current?.querySelector<HTMLElement>(DECISION);
    step?.scrollIntoView({ block: 'center' });
    step?.focus();
  };
  return (
    <div ref={tree} class="explanation">
      <p class="explanation-answer">
        {variant === undefined ? (
          <strong>The program's own default</strong>
        ) : (
          <Variant name={variant} variants={variants} />
        )}
        {value !== undefined && JSON.stringify(value) !== JSON.stringify(variant) && (
          <code class="truncate">{JSON.stringify(value)}</code>
        )}
      </p>
      <p class="secondary">
        {REASONS[reason]}{' '}
        <button type="button" class="link" onClick={showDecision}>
          Show the step
        </button>
      </p>
      <Steps steps={steps} variants={variants} />
    </div>
  );
});

function Steps({
  steps,
  variants,
}: {
  readonly steps: readonly ExplainedStep[];
  readonly variants: readonly string[];
}): JSX.Element {
  return (
    <ol class="explanation-steps">
      {steps.map((step) => (
        <li key={step.step} data-result={step.result} tabIndex={-1}>
          <div class="explanation-step">
            <Mark result={step.result === 'decided' ? true : step.result === 'notReached' ? 'notReached' : 'passed'} />
            <span>{STEPS[step.step]}</span>
            {step.result === 'decided' && step.variant !== undefined && (
              <Variant name={step.variant} variants={variants} />
            )}
          </div>
          {step.result !== 'notReached' && <StepDetails step={step} variants={variants} />}
        </li>
      ))}
    </ol>
  );
}

function StepDetails({
  step,
  variants,
}: {
  readonly step: ExplainedStep;
  readonly variants: readonly string[];
}): JSX.Element | null {
  switch (step.step) {
    case 'status':
      return <p class="explanation-detail">The status is {step.status}.</p>;
    case 'prerequisites':
      return (
        <ul class="explanation-details">
          {step.prerequisites?.map(({ flag, variant, variants: wanted, result }) => (
            <li key={flag} class="explanation-line">
              <Mark result={result} />
              <span>
                <code>{flag}</code> serves {variant ?? 'its default'}, wanted: {wanted.join(' or ')}
              </span>
            </li>
          ))}
        </ul>
      );
    case 'overrides':
      return (
        <ul class="explanation-details">
          {step.overrides?.map(({ attribute, actual, result, serve }) => (
            <li key={attribute} class="explanation-line">
              <Mark result={result === 'decided'} />
              <span>
                <code>{attribute}</code> {actual === undefined ? 'is missing' : <code>{JSON.stringify(actual)}</code>}
                {serve === undefined ? ': none' : `: ${serve} (${result})`}
              </span>
            </li>
          ))}
        </ul>
      );
    case 'holdout':
      return step.holdout === undefined ? null : (
        <p class="explanation-detail">
          <BucketText bucket={step.holdout} /> {step.holdout.result ? 'Held out.' : 'Not held out.'}
        </p>
      );
    case 'rules':
      return <RuleSteps rules={step.rules ?? []} variants={variants} />;
    case 'default':
      return step.serve === undefined ? null : <ServeText serve={step.serve} variants={variants} />;
    case 'lookup':
    case 'forced':
    default:
      return null;
  }
}

/** Rules that are explained although their conditions do not match. The others are explained on demand. */
const FIRST_RULES = 5;

function RuleSteps({
  rules,
  variants,
}: {
  readonly rules: readonly ExplainedRule[];
  readonly variants: readonly string[];
}): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const reached = rules.filter(({ result }) => result !== 'notReached');
  const shown = isWhole ? reached : reached.filter(({ result }, at) => at < FIRST_RULES || result !== 'conditions');
  const others = reached.length - shown.length;
  return (
    <ul class="explanation-details">
      {shown.map((rule) => (
        <RuleDetails key={rule.index} rule={rule} variants={variants} />
      ))}
      {others > 0 && (
        <li>
          <Button look="ghost" onClick={() => setWhole(true)}>
            Show {plural(others, 'other rule that does not match', 'other rules that do not match')}
          </Button>
        </li>
      )}
      <NotReached rules={rules} />
    </ul>
  );
}

const RULE_RESULTS: { readonly [result in ExplainedRule['result']]: string } = {
  matched: 'matches',
  conditions: 'does not match',
  namespace: 'matches, outside its namespace',
  rollout: 'matches, outside its share',
  disabled: 'is switched off',
  notReached: 'is not reached',
};

function RuleDetails({
  rule,
  variants,
}: {
  readonly rule: ExplainedRule;
  readonly variants: readonly string[];
}): JSX.Element {
  const { index, result, when, namespace, rollout, serve } = rule;
  return (
    <li data-result={result} tabIndex={-1}>
      <div class="explanation-line">
        <Mark result={result === 'disabled' ? 'notReached' : result === 'matched'} />
        <span>
          <strong>{ruleName(rule, index)}</strong> {RULE_RESULTS[result]}
        </span>
      </div>
      {when !== undefined && <ConditionTree conditions={when} />}
      {namespace !== undefined && (
        <p class="explanation-detail">
          <BucketText bucket={namespace} />
        </p>
      )}
      {rollout !== undefined && (
        <p class="explanation-detail">
          <BucketText bucket={rollout} />
        </p>
      )}
      {serve !== undefined && typeof serve !== 'string' && <ServeText serve={serve} variants={variants} />}
    </li>
  );
}

function NotReached({ rules }: { readonly rules: readonly ExplainedRule[] }): JSX.Element | null {
  const count = rules.filter(({ result }) => result === 'notReached').length;
  return count === 0 ? null : (
    <li class="muted">{count === 1 ? 'One more rule is' : `${count} more rules are`} not reached.</li>
  );
}
