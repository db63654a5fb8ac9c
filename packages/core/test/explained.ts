import type { ErrorCode, EvaluationDetails, Reason } from '@flagstaff/core';
import type { Explanation } from '@flagstaff/core/explain';
import type { ExplainedStep } from '@flagstaff/core/explain';

interface Conclusion {
  readonly variant: string | undefined;
  readonly reason: Reason;
  readonly errorCode: ErrorCode | undefined;
}

/** Returns the conclusion of an explanation's steps. Undefined when they lead to more or less than one answer. */
function conclusionOf(steps: readonly ExplainedStep[]): Conclusion | undefined {
  const index = steps.findIndex(({ result }) => result === 'decided' || result === 'failed');
  const last = steps[index];
  if (last === undefined) return undefined;
  if (!steps.slice(0, index).every(({ result }) => result === 'passed')) return undefined;
  if (!steps.slice(index + 1).every(({ result }) => result === 'notReached')) return undefined;
  const { variant, errorCode, result } = last;
  if (result === 'failed') return { variant: undefined, reason: 'ERROR', errorCode: 'INVALID_CONTEXT' };
  return { variant, reason: last.reason ?? 'ERROR', errorCode };
}

/** Returns how an explanation differs from an answer. Undefined when it does not. */
export function disagreement(
  { steps, details }: Explanation,
  { value, variant, reason, errorCode }: EvaluationDetails<unknown>,
): string | undefined {
  const walked = JSON.stringify(conclusionOf(steps) ?? 'no conclusion');
  const answered = JSON.stringify({ variant, reason, errorCode });
  if (walked !== answered) return `the steps lead to ${walked}, the answer is ${answered}`;
  const reported = JSON.stringify([details.value, details.variant, details.reason, details.errorCode]);
  const given = JSON.stringify([value, variant, reason, errorCode]);
  return reported === given ? undefined : `the details say ${reported}, the answer is ${given}`;
}
