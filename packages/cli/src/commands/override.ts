import type { JsonValue, Override } from '@flagstaff/core';
import { withField } from '@flagstaff/core/management';
import { fieldIn, readEffectiveFlag, readFlag } from '../documents/find-flag.ts';
import { setChange } from '../documents/set-change.ts';
import type { CommandModule } from '../frame/command.ts';
import { wrongUse } from '../frame/failure.ts';
import { addVersionOption, versionOf } from '../writing/version-option.ts';
import type { VersionOptions } from '../writing/version-option.ts';
import { addWriteOptions } from '../writing/write-options.ts';
import { writeChanges } from '../writing/write-changes.ts';
import { withEnvironment } from './set-status.ts';

interface Options extends VersionOptions {
  readonly environment?: string;
  readonly expires?: string;
  readonly remove?: boolean;
}

/** `flagstaff override` */
export const command: CommandModule<[flag: string, subject: string, variant: string | undefined], Options> = {
  configure(command) {
    command
      .argument('<flag>', "the flag's key")
      .argument('<attribute=value>', 'the subject, such as userId=42')
      .argument('[variant]', 'the variant to serve; omit with --remove')
      .option('--expires <instant>', 'a date, or a date-time with an offset, from which on it is ignored')
      .option('--remove', "remove the subject's override");
    addVersionOption(addWriteOptions(withEnvironment(command)));
  },
  async run(context, [key, text, variant], options) {
    const { remove = false, expires } = options;
    if (remove === (variant !== undefined)) throw wrongUse('Pass either a variant or --remove.');
    const ifVersion = versionOf(options);
    const subject = subjectOf(text);
    const environment = await context.environment(options.environment);
    const api = await context.api();
    const flag = await readFlag(api, key);
    const { overrides = [] } = await readEffectiveFlag(api, flag.key, environment);
    const others = overrides.filter((each) => !isOf(subject, each));
    const added =
      variant === undefined ? [] : [{ ...subject, serve: variant, ...(expires === undefined ? {} : { expires }) }];
    const edited = withField(flag, fieldIn(environment, 'overrides'), [...others, ...added] as unknown as JsonValue);
    const isUnchanged = remove && others.length === overrides.length;
    await writeChanges(context, api, isUnchanged ? [] : setChange(flag, edited, ifVersion), options);
    return undefined;
  },
};

function subjectOf(text: string): Pick<Override, 'attribute' | 'value'> {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw wrongUse(`"${text}" is no subject. Use attribute=value, such as userId=42.`);
  return { attribute: text.slice(0, at), value: text.slice(at + 1) };
}

/** Values are compared as text. */
function isOf({ attribute, value }: Pick<Override, 'attribute' | 'value'>, override: Override): boolean {
  return override.attribute === attribute && String(override.value) === String(value);
}
