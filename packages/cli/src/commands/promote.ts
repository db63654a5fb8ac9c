import { formatComparison } from '@flagstaff/core/management';
import { placeOf } from '../documents/place.ts';
import type { CommandModule } from '../frame/command.ts';
import { wrongUse } from '../frame/failure.ts';
import { plainLines } from '../output/plain.ts';
import { confirm } from '../writing/confirm.ts';
import { printCommit } from '../writing/write-changes.ts';
import { addWriteOptions } from '../writing/write-options.ts';
import type { WriteOptions } from '../writing/write-options.ts';
import { writeOnce } from '../writing/write-once.ts';

/** `flagstaff promote` */
export const command: CommandModule<[from: string, to: string, flags: readonly string[]], WriteOptions> = {
  configure(command) {
    command
      .argument('<from>', 'the environment to promote from; * for flags without patches')
      .argument('<to>', 'the environment to promote into')
      .argument('[flags...]', 'only these flags');
    addWriteOptions(command);
  },
  async run(context, [from, to, flags], { comment, yes = false, dryRun = false }) {
    const { out } = context;
    const source = placeOf(from);
    if (placeOf(to) === undefined) throw wrongUse('Promote into an environment.');
    const body = {
      to,
      ...(source === undefined ? {} : { from: source }),
      ...(flags.length === 0 ? {} : { flags: [...flags] }),
    };
    const api = await context.api();
    const { data: planned } = await api.call('POST /promotions', { body, query: { dryRun: true } });
    const text = (): string => plainLines(formatComparison(planned.comparison));
    if (dryRun) {
      out.data(planned, text);
      return undefined;
    }
    if (planned.comparison.flags.length === 0) {
      out.words('Nothing to change.');
      return undefined;
    }
    out.words(text());
    await confirm(context, `Write this to ${to}?`, yes);
    const { data } = await writeOnce(context, api, (idempotencyKey) =>
      api.call('POST /promotions', {
        body: { ...body, comparison: planned.comparison, ...(comment === undefined ? {} : { comment }) },
        idempotencyKey,
      }),
    );
    if (data.commit !== null) printCommit(context, data.commit);
    return undefined;
  },
};
