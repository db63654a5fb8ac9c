import type { Command } from 'commander';
import type { FlagStatus } from '@flagstaff/core';
import { withField } from '@flagstaff/core/management';
import { fieldIn, readFlag } from '../documents/find-flag.ts';
import { setChange } from '../documents/set-change.ts';
import type { CommandModule } from '../frame/command.ts';
import { addVersionOption, versionOf } from '../writing/version-option.ts';
import type { VersionOptions } from '../writing/version-option.ts';
import { addWriteOptions } from '../writing/write-options.ts';
import { writeChanges } from '../writing/write-changes.ts';

interface Options extends VersionOptions {
  readonly environment?: string;
}

/** Creates a command that sets the status of a flag. */
export function statusCommand(
  status: FlagStatus,
  configure: (command: Command) => Command = (command) => command,
): CommandModule<[flag: string], Options> {
  return {
    configure(command) {
      configure(command.argument('<flag>', "the flag's key"));
      addVersionOption(addWriteOptions(command));
    },
    async run(context, [key], options) {
      const ifVersion = versionOf(options);
      const environment = status === 'archived' ? undefined : await context.environment(options.environment);
      const api = await context.api();
      const flag = await readFlag(api, key);
      await writeChanges(
        context,
        api,
        setChange(flag, withField(flag, fieldIn(environment, 'status'), status), ifVersion),
        options,
      );
      return undefined;
    },
  };
}

/** Adds the option that names an environment to change. */
export function withEnvironment(command: Command): Command {
  return command.option('-e, --environment <key>', 'change the flag in an environment only');
}
