import { revisionNumber } from '../documents/revision-number.ts';
import type { CommandModule } from '../frame/command.ts';
import { refused } from '../frame/failure.ts';
import { confirm } from '../writing/confirm.ts';
import { previewText } from '../writing/preview-text.ts';
import { checkPreview, printCommit } from '../writing/write-changes.ts';
import { addWriteOptions } from '../writing/write-options.ts';
import type { WriteOptions } from '../writing/write-options.ts';
import { writeOnce } from '../writing/write-once.ts';

/** `flagstaff revert` */
export const command: CommandModule<[revision: string], WriteOptions> = {
  configure(command) {
    addWriteOptions(command.argument('<revision>', 'the number of the commit to undo'));
  },
  async run(context, [text], { comment, yes = false, dryRun = false }) {
    const { out } = context;
    const params = { revision: revisionNumber(text) };
    const api = await context.api();
    const route = 'POST /commits/{revision}/revert';
    const { data: planned } = await api.call(route, { params, body: {}, query: { dryRun: true } });
    const { conflicts, preview } = planned;
    if (conflicts.length > 0) {
      const problems = conflicts.map(({ id, fields }) => ({
        path: id,
        message: `changed since: ${fields.join(', ')}`,
      }));
      throw refused('VERSION_CONFLICT', 'Later commits changed the same fields. Nothing was written.', { problems });
    }
    if (preview === null || preview.affected.length === 0) {
      out.words('Nothing to change.');
      return undefined;
    }
    checkPreview(preview);
    if (dryRun) {
      out.data(planned, () => previewText(preview, out));
      return undefined;
    }
    out.words(previewText(preview, out.forWords));
    await confirm(context, 'Write this?', yes);
    const { data } = await writeOnce(context, api, (idempotencyKey) =>
      api.call(route, { params, body: comment === undefined ? {} : { comment }, idempotencyKey }),
    );
    if (data.commit !== null) printCommit(context, data.commit);
    return undefined;
  },
};
