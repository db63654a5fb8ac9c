import type { CommandModule } from '../frame/command.ts';
import { namedDocument } from '../documents/named-document.ts';
import { plainJson } from '../output/plain.ts';

interface Options {
  readonly environment?: string;
  readonly at?: string;
  readonly revision?: string;
}

/** `flagstaff show` */
export const command: CommandModule<[id: string], Options> = {
  configure(command) {
    command
      .argument('<id>', "a flag's key, or an id such as segment:staff")
      .option('-e, --environment <key>', 'the flag as an environment has it')
      .option('--at <instant>', 'the flag at an instant, with the scheduled changes until then')
      .option('--revision <number>', 'the document as it was at a revision');
  },
  async run(context, [id], options) {
    const { kind, key } = namedDocument(id);
    const api = await context.api();
    const { data } = await api.call('GET /{kind}/{key}', { params: { kind, key }, query: options as object });
    context.out.data(data, () => plainJson(data, 2));
    return undefined;
  },
};
