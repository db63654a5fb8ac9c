import { formatExplanation } from '@flagstaff/core/explain';
import { readContext } from '../documents/read-input.ts';
import type { CommandModule } from '../frame/command.ts';
import { wrongUse } from '../frame/failure.ts';
import { plainLines } from '../output/plain.ts';

interface Options {
  readonly context: string;
  readonly environment?: string;
  readonly at?: string;
  readonly revision?: string;
}

/** `flagstaff explain` */
export const command: CommandModule<[flag: string], Options> = {
  configure(command) {
    command
      .argument('<flag>', "the flag's key")
      .option('-c, --context <json>', 'attributes as JSON, @file, or - for the standard input', '{}')
      .option('-e, --environment <key>', 'the environment to evaluate in')
      .option('--at <instant>', 'evaluate at an instant')
      .option('--revision <number>', 'evaluate as of a past revision');
  },
  async run(context, [flag], { at, revision, ...options }) {
    if (revision !== undefined && !/^[1-9]\d{0,14}$/.test(revision)) throw wrongUse('--revision must be a number.');
    const attributes = await readContext(context.io, options.context);
    const environment = await context.environment(options.environment);
    const api = await context.api();
    const { data } = await api.call('POST /explain', {
      body: {
        flag,
        context: attributes,
        ...(environment === undefined ? {} : { environment }),
        ...(at === undefined ? {} : { at }),
        ...(revision === undefined ? {} : { revision: Number(revision) }),
      },
    });
    context.out.data(data, () => plainLines(formatExplanation(data)));
    return undefined;
  },
};
