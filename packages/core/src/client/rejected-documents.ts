import { FlagstaffError } from '../model/error.ts';
import { describeIssues, MAX_FAULTS } from '../model/problem.ts';
import type { RejectedDocument, RulesetUpdate } from '../ruleset/update-ruleset.ts';
import type { ErrorLog } from '../sync/problem-log.ts';

const OTHERS = 'other documents';

/** Returns a function that reports the documents of an update that cannot be understood, and ends the errors of those that can. */
export function createRejectionLog(log: ErrorLog): (update: RulesetUpdate) => void {
  const listed = new Set<string>();
  const topicOf = (id: string): string => `document ${id}`;

  function end(id: string): void {
    if (listed.delete(id)) log.settle(topicOf(id));
  }

  return ({ ruleset, rejected }) => {
    const isRejected = (id: string): boolean => ruleset.rejected.has(id);
    for (const id of listed) if (!isRejected(id)) end(id);
    for (const document of rejected.slice(0, MAX_FAULTS)) {
      // A later version is another error.
      end(document.id);
      listed.add(document.id);
      log.report(topicOf(document.id), documentRejected(document));
    }
    const unlisted = ruleset.rejected.size - listed.size;
    if (unlisted === 0) log.settle(OTHERS);
    else if (rejected.length > MAX_FAULTS) log.report(OTHERS, moreRejected(rejected.length - MAX_FAULTS));
  };
}

function documentRejected({ id, version, issues, kept }: RejectedDocument): FlagstaffError {
  const consequence = kept ? 'the previous version stays in use' : "callers' defaults are served instead";
  return new FlagstaffError(
    'DOCUMENT_REJECTED',
    `${id}${version === undefined ? '' : ` (version ${version})`} cannot be understood; ${consequence}.\n${describeIssues(issues)}`,
    { issues },
  );
}

function moreRejected(count: number): FlagstaffError {
  const message = `${count} more documents cannot be understood. Fix the reported ones first.`;
  return new FlagstaffError('DOCUMENT_REJECTED', message);
}
