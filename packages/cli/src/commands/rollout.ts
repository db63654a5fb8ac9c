import type { FlagDocument, JsonValue, Rule } from '@flagstaff/core';
import { withField } from '@flagstaff/core/management';
import { fieldIn, readEffectiveFlag, readFlag } from '../documents/find-flag.ts';
import { setChange } from '../documents/set-change.ts';
import type { CommandModule } from '../frame/command.ts';
import { refused, wrongUse } from '../frame/failure.ts';
import { addVersionOption, versionOf } from '../writing/version-option.ts';
import type { VersionOptions } from '../writing/version-option.ts';
import { addWriteOptions } from '../writing/write-options.ts';
import { writeChanges } from '../writing/write-changes.ts';
import { withEnvironment } from './set-status.ts';

interface Options extends VersionOptions {
  readonly environment?: string;
  readonly rule?: string;
  readonly serve?: string;
}

/** `flagstaff rollout` */
export const command: CommandModule<[flag: string, percent: string], Options> = {
  configure(command) {
    command
      .argument('<flag>', "the flag's key")
      .argument('<percent>', '0 to 100')
      .option('--rule <rule>', 'the name of the rule, or its number from 1; needed when several could be meant')
      .option('--serve <variant>', 'what a new rule serves, when the flag has none (boolean flags: on)');
    addVersionOption(addWriteOptions(withEnvironment(command)));
  },
  async run(context, [key, percent], options) {
    const ifVersion = versionOf(options);
    const percentage = percentageOf(percent);
    const environment = await context.environment(options.environment);
    const api = await context.api();
    const flag = await readFlag(api, key);
    const rules = rolledOut(await readEffectiveFlag(api, flag.key, environment), percentage, options);
    const edited = withField(flag, fieldIn(environment, 'rules'), rules as unknown as JsonValue);
    await writeChanges(context, api, setChange(flag, edited, ifVersion), options);
    return undefined;
  },
};

function percentageOf(text: string): number {
  const value = Number(text.replace(/%$/, ''));
  if (text.trim() !== '' && value >= 0 && value <= 100) return value;
  throw wrongUse('The percentage must be a number from 0 to 100.');
}

/** Returns the rules with another percentage of one rule. */
function rolledOut(
  { key, type, rules = [] }: FlagDocument,
  percentage: number,
  { rule: name, serve }: Options,
): readonly Rule[] {
  if (rules.length === 0 && name === undefined) {
    if (serve === undefined && type !== 'boolean')
      throw wrongUse(`${key} has no rules. Say what to serve with --serve.`);
    return [{ rollout: { percentage }, serve: serve ?? 'on' }];
  }
  const at =
    name === undefined
      ? onlyRollout(rules)
      : rules.findIndex((rule, index) => rule.name === name || `${index + 1}` === name);
  const rule = rules[at];
  if (rule === undefined)
    throw refused('RULE_NOT_FOUND', `Name one rule of ${key} with --rule: ${namesOf(rules)}.`, { status: 404 });
  if (rule.rollout?.ramp !== undefined) {
    throw refused(
      'RAMP',
      `The rule has a ramp, whose dates decide the percentage. Change it with \`flagstaff edit ${key}\`.`,
    );
  }
  const edited = { ...rule, rollout: { ...rule.rollout, percentage } };
  return rules.map((each, index) => (index === at ? edited : each));
}

/** Returns the index of the only rule, or of the only one with a rollout. -1 when several could be meant. */
function onlyRollout(rules: readonly Rule[]): number {
  if (rules.length === 1) return 0;
  const found = rules.flatMap(({ rollout }, index) => (rollout === undefined ? [] : [index]));
  return found.length === 1 ? found[0]! : -1;
}

function namesOf(rules: readonly Rule[]): string {
  return rules.map(({ name }, index) => (name === undefined ? `${index + 1}` : `${index + 1} (${name})`)).join(', ');
}
