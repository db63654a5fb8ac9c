import type {
  ExplainedBucket,
  ExplainedCondition,
  ExplainedNamespace,
  ExplainedOverride,
  ExplainedPrerequisite,
  ExplainedRollout,
  ExplainedRule,
  ExplainedSegment,
  ExplainedServe,
  ExplainedStep,
  ExplainedTime,
  Explanation,
} from './explanation.ts';

/** A line and its children. */
interface Branch {
  readonly text: string;
  readonly below: readonly Branch[];
}

/**
 * Formats an explanation as text: a line for the answer, a line for its origin, and a tree of steps.
 *
 *
 * @example
 * console.log(formatExplanation(explain(flagstaff.forContext({ targetingKey: 'u1' }), 'checkout')));
 */
export function formatExplanation(explanation: Explanation): string {
  const { flagKey, details, at, environment, revision, version, steps } = explanation;
  const { value, errorCode, errorMessage } = details;
  const served = details.variant ?? "the caller's default";
  const facts = [
    `at ${at}`,
    ...(environment === undefined ? [] : [`environment ${environment}`]),
    ...(revision === undefined ? [] : [`revision ${revision.number}`]),
    ...(version === undefined ? [] : [`version ${version}`]),
  ];
  return [
    `${flagKey} → ${served}${value === undefined ? '' : ` = ${JSON.stringify(value)}`} (${errorCode ?? details.reason})`,
    ...(errorMessage === undefined ? [] : [errorMessage]),
    facts.join(', '),
    ...lines(steps.map(stepBranch), ''),
  ].join('\n');
}

function lines(branches: readonly Branch[], indent: string): string[] {
  return branches.flatMap(({ text, below }, index) => {
    const isLast = index === branches.length - 1;
    return [`${indent}${isLast ? '└─' : '├─'} ${text}`, ...lines(below, `${indent}${isLast ? '   ' : '│  '}`)];
  });
}

const leaf = (text: string): Branch => ({ text, below: [] });

/** Enough to distinguish all buckets. */
const BUCKET_DIGITS = 8;

const RESULTS = { decided: 'decided', passed: 'passed', notReached: 'not reached', failed: 'failed' } as const;

function stepBranch(step: ExplainedStep): Branch {
  const answer = step.result === 'decided' ? `: ${step.variant ?? step.errorCode ?? "the caller's default"}` : '';
  const why = step.result === 'failed' ? ': reading the context threw' : answer;
  const name = `${step.step.padEnd(13)} ${RESULTS[step.result]}${why}`;
  switch (step.step) {
    case 'status':
      return leaf(step.status === undefined ? name : `${name} (${step.status})`);
    case 'forced':
      return leaf(step.result === 'passed' ? `${name}: variant ${quote(step.asked)} does not exist` : name);
    case 'prerequisites':
      return { text: name, below: (step.prerequisites ?? []).map(prerequisiteBranch) };
    case 'overrides':
      return { text: name, below: (step.overrides ?? []).map(overrideBranch) };
    case 'holdout':
      return { text: name, below: shareBranches(step.holdout) };
    case 'rules':
      return { text: name, below: (step.rules ?? []).map(ruleBranch) };
    case 'default':
      return { text: name, below: serveBranches(step.serve) };
    case 'lookup':
    default:
      return leaf(name);
  }
}

function prerequisiteBranch({ flag, variants, variant, result, steps }: ExplainedPrerequisite): Branch {
  const served = result === 'notReached' ? '' : `, serves ${variant ?? 'no variant'}`;
  return { text: `${mark(result)} ${flag} is ${variants.join(' or ')}${served}`, below: (steps ?? []).map(stepBranch) };
}

function overrideBranch({ attribute, actual, result, serve }: ExplainedOverride): Branch {
  const pins = result === 'expired' ? 'expired' : serve === undefined ? 'none' : `→ ${serve}`;
  return leaf(`${mark(result === 'decided')} ${name(attribute)} is ${given(actual)}: ${pins}`);
}

const RULES = {
  matched: 'matches',
  conditions: 'does not match',
  namespace: 'matches, outside its range of the namespace',
  rollout: 'matches, outside its rollout',
  disabled: 'disabled',
  notReached: 'not reached',
} as const;

function ruleBranch({ index, name: title, result, when, namespace, rollout, serve }: ExplainedRule): Branch {
  const below = [
    ...(when ?? []).map(conditionBranch),
    ...(namespace === undefined ? [] : [namespaceBranch(namespace)]),
    ...shareBranches(rollout),
    ...serveBranches(serve),
  ];
  return { text: `rule ${index + 1}${title === undefined ? '' : ` ${quote(title)}`}: ${RULES[result]}`, below };
}

function shareBranches(share: ExplainedRollout | undefined): Branch[] {
  if (share === undefined) return [];
  return [leaf(`${mark(share.result)} in ${share.percentage} %: ${bucket(share)}`)];
}

function namespaceBranch(namespace: ExplainedNamespace): Branch {
  const { result, seed, from, to } = namespace;
  return leaf(
    `${mark(result)} in namespace ${quote(seed)}: ${bucket(namespace)}, in is ${percent(from)} to ${percent(to)}`,
  );
}

function conditionBranch(condition: ExplainedCondition): Branch {
  const sign = mark(condition.result);
  if ('all' in condition) return { text: `${sign} all of`, below: condition.all.map(conditionBranch) };
  if ('any' in condition) return { text: `${sign} any of`, below: condition.any.map(conditionBranch) };
  if ('not' in condition) return { text: `${sign} not`, below: [conditionBranch(condition.not)] };
  if ('segment' in condition) return segmentBranch(condition);
  if ('time' in condition) return leaf(`${sign} time ${timeText(condition.time)}`);
  const { attribute, operator, expected, actual, ignoreCase, result } = condition;
  const wanted = expected === undefined ? '' : ` ${given(expected)}`;
  const is = result === 'notReached' ? '' : `, is ${given(actual)}`;
  return leaf(`${sign} ${name(attribute)} ${operator}${wanted}${ignoreCase === true ? ' ignoring case' : ''}${is}`);
}

function timeText(time: ExplainedTime['time']): string {
  return Object.entries(time)
    .map(([field, value]) => `${field} ${String(value)}`)
    .join(', ');
}

const SEGMENTS = {
  unknown: 'the segment does not exist, or cannot be understood',
  disabled: 'it is disabled',
  parent: 'not in its parent',
  exclude: 'excluded',
  include: 'included',
  members: 'a stored member',
  when: 'by its conditions',
  'not a member': 'not among its members',
  'unknown members': 'its stored members were not looked up',
  everyone: 'everyone is',
} as const;

function segmentBranch({ segment, result, by, parent, attribute, actual, when }: ExplainedSegment): Branch {
  const why = by === undefined ? '' : `: ${SEGMENTS[by]}`;
  const below = [
    ...(parent === undefined ? [] : [segmentBranch(parent)]),
    ...(attribute === undefined ? [] : [leaf(`${name(attribute)} is ${given(actual)}`)]),
    ...(when ?? []).map(conditionBranch),
  ];
  return { text: `${mark(result)} in segment ${segment}${why}`, below };
}

function serveBranches(serve: ExplainedServe | undefined): Branch[] {
  if (serve === undefined) return [];
  if (typeof serve === 'string') return [leaf(`serves ${serve}`)];
  const shares = serve.shares.map(({ variant, from, to }) => {
    return leaf(`${mark(variant === serve.chosen)} ${variant} from ${percent(from)} to ${percent(to)}`);
  });
  return [{ text: `split: ${bucket(serve)}`, below: shares }];
}

function bucket({ attribute, actual, bucket: place }: ExplainedBucket): string {
  const where =
    place === undefined
      ? 'no bucket'
      : typeof place === 'number'
        ? `bucket ${percent(place, BUCKET_DIGITS)}`
        : `bucket ${place}`;
  return `${name(attribute)} is ${given(actual)}, ${where}`;
}

/** Formats a fraction of 1 as a percentage. */
function percent(part: number, digits = 6): string {
  return `${Number((part * 100).toFixed(digits))} %`;
}

function mark(result: boolean | 'notReached'): string {
  if (result === 'notReached') return '·';
  return result ? '✓' : '✗';
}

function given(actual: ExplainedBucket['actual']): string {
  return actual === undefined ? 'missing' : actual === '(private)' ? actual : JSON.stringify(actual);
}

/** Attribute names may contain anything, including line breaks. */
function name(attribute: string): string {
  return /^[\w.-]+$/.test(attribute) ? attribute : quote(attribute);
}

function quote(text: string | undefined): string {
  return JSON.stringify(text) ?? '';
}
