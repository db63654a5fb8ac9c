import type { AnswerOf } from '@flagstaff/admin/client';
import { readContext } from '../documents/read-input.ts';
import type { CommandModule } from '../frame/command.ts';
import { EXIT } from '../frame/exit.ts';
import { wrongUse } from '../frame/failure.ts';
import { shownValue } from '../output/shown-value.ts';
import { table } from '../output/table.ts';

interface Options {
  readonly all?: boolean;
  readonly context: string;
  readonly environment?: string;
  readonly at?: string;
}

type Row = AnswerOf<'POST /evaluate'>['rows'][number];

/** `flagstaff eval` */
export const command: CommandModule<[flags: readonly string[]], Options> = {
  configure(command) {
    command
      .argument('[flags...]', 'the keys of flags')
      .option('--all', 'all flags')
      .option('-c, --context <json>', 'attributes as JSON, @file, or - for the standard input', '{}')
      .option('-e, --environment <key>', 'the environment to evaluate in')
      .option('--at <instant>', 'evaluate at an instant');
  },
  async run(context, [flags], { all = false, at, ...options }) {
    if (all === flags.length > 0) throw wrongUse('Name flags, or pass --all.');
    const attributes = await readContext(context.io, options.context);
    const environment = await context.environment(options.environment);
    const api = await context.api();
    const { data } = await api.call('POST /evaluate', {
      body: {
        contexts: [attributes],
        ...(all ? {} : { flags: [...flags] }),
        ...(environment === undefined ? {} : { environment }),
        ...(at === undefined ? {} : { at }),
      },
    });
    const answers = Object.entries(data.rows[0]!);
    context.out.data(data, () =>
      table<[string, Row[string]]>(
        context.out,
        [
          ['FLAG', ([key]) => key],
          ['VALUE', ([, { value }]) => (value === undefined ? '' : shownValue(value))],
          ['VARIANT', ([, { variant = '' }]) => variant],
          ['REASON', ([, { reason, errorCode }]) => (errorCode === undefined ? reason : `${reason}: ${errorCode}`)],
        ],
        answers,
      ),
    );
    return !all && answers.some(([, { errorCode }]) => errorCode !== undefined) ? EXIT.refused : EXIT.done;
  },
};
