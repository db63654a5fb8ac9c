import type { AnswerOf, BodyOf, ShownCommit } from '@flagstaff/admin/client';
import type { Api } from '../api/api.ts';
import type { Context } from '../frame/context.ts';
import { refused } from '../frame/failure.ts';
import { commitWords } from '../output/commit-text.ts';
import { confirm } from './confirm.ts';
import { previewAudience } from './preview-contexts.ts';
import { previewText } from './preview-text.ts';
import type { WriteOptions } from './write-options.ts';
import { writeOnce } from './write-once.ts';

/** The most changes of one commit. */
const MOST = 1_000;

export type Changes = BodyOf<'POST /commits'>['changes'];
type Preview = AnswerOf<'POST /preview'>;

/**
 * Shows what changes would do, asks, and writes them in one commit. Every command that changes documents ends here.
 *
 * @throws {Failure} When the changes are invalid, conflict, or are not allowed.
 */
export async function writeChanges(
  context: Context,
  api: Api,
  changes: Changes,
  { comment, yes = false, dryRun = false }: WriteOptions,
): Promise<void> {
  const { out } = context;
  if (changes.length === 0) {
    out.words('Nothing to change.');
    return;
  }
  if (changes.length > MOST)
    throw refused('INVALID_REQUEST', `A commit may have ${MOST} changes, not ${changes.length}.`);
  const preview = await previewAudience(api, { changes });
  checkPreview(preview);
  if (dryRun) {
    out.data(preview, () => previewText(preview, out));
    return;
  }
  out.words(previewText(preview, out.forWords));
  await confirm(context, 'Write this?', yes);
  const { data } = await writeOnce(context, api, (idempotencyKey) =>
    api.call('POST /commits', { body: { changes, ...(comment === undefined ? {} : { comment }) }, idempotencyKey }),
  );
  printCommit(context, data as ShownCommit);
}

/** Prints a commit that was written. */
export function printCommit({ out }: Pick<Context, 'out'>, commit: ShownCommit): void {
  out.words(commitWords(commit));
  if (out.json) out.data(commit, () => '');
}

/** Refuses what the server would refuse, before anything is asked. */
export function checkPreview({ valid, problems, conflicts, allowed, affected }: Preview): void {
  if (!valid) {
    const shown = problems.map(({ path, message, id }) => ({
      path: id === undefined ? path : `${id} ${path}`,
      message,
    }));
    throw refused('INVALID_DOCUMENT', 'The documents are invalid. Nothing was written.', {
      status: 422,
      problems: shown,
    });
  }
  const [conflict] = conflicts;
  if (conflict !== undefined) {
    const { id, ifVersion, version, updatedBy } = conflict;
    const by = updatedBy === undefined ? '' : `, by ${updatedBy}`;
    throw refused('VERSION_CONFLICT', `${id} has version ${version}${by}, not ${ifVersion}. Nothing was written.`);
  }
  if (allowed) return;
  const places = affected.flatMap(({ environments }) => environments.filter((each) => !each.allowed));
  const environments = [...new Set(places.map(({ environment }) => environment))];
  throw refused('PERMISSION_DENIED', 'You may not make these changes. Nothing was written.', {
    status: 403,
    ...(environments.length === 0 ? {} : { environments }),
  });
}
