// Docs: docs/management.md, "Revert a commit"
import { throughJson } from '../documents/json-copy.ts';
import { canonicalDocument } from '../documents/parse-document.ts';
import { documentDifferences, fieldsOf, withField } from '../documents/document-fields.ts';
import { withoutStorageFields } from '../model/document.ts';
import type { Document, DocumentId, StoredDocument } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import { invalidInput, readOptions, readSwitch } from '../model/input.ts';
import { sameJson } from '../model/json-equal.ts';
import type { OptionNames } from '../model/option-names.ts';
import { readList } from '../model/arguments.ts';
import type { Authorship, Change, Commit, CommittedChange } from '../storage/port.ts';
import { readAuthorship } from '../storage/write-input.ts';
import { revisionNotFound } from './past-documents.ts';
import type { PlanBase, Proposal } from './plan-commit.ts';
import { requested } from './write-request.ts';
import type { WriteRequest, WrittenCommit } from './write-request.ts';

/** The options of `revert`. */
export interface RevertOptions extends Authorship {
  /** Return the changes and conflicts without writing. Defaults to false. */
  readonly dryRun?: boolean | undefined;
  /** The changes of a dry run that was reviewed. The revert writes these or nothing. Omit to write what undoes the commit now. */
  readonly changes?: readonly Change[] | undefined;
}

/** A document whose fields a later write changed again, so that the revert would lose that write. */
export interface RevertConflict {
  /** The id of the document. */
  readonly id: DocumentId;
  /** The fields, with those of patches as `environments.<environment>.<field>`. */
  readonly fields: readonly string[];
  /** The current version of the document. 0 when it does not exist. */
  readonly version: number;
  /** Who wrote that version. Absent when unknown. */
  readonly updatedBy?: string;
  /** When that version was written. Absent when the document does not exist. */
  readonly updatedAt?: string;
}

/** The result of `revert`. */
export interface Revert {
  /** What undoes the commit. Empty when it is undone already, and with conflicts. */
  readonly changes: readonly Change[];
  /** Documents that later writes changed in the same fields. Empty unless it was a dry run. */
  readonly conflicts: readonly RevertConflict[];
  /** Undefined for a dry run, and when there is nothing to undo. */
  readonly commit: WrittenCommit | undefined;
}

export interface RevertSources {
  readonly latest: () => Promise<PlanBase>;
  readonly commitAt: (revision: number) => Promise<Commit | undefined>;
  readonly write: (propose: Proposal, request: WriteRequest) => Promise<WrittenCommit | undefined>;
}

const OPTIONS: OptionNames<RevertOptions> = {
  dryRun: true,
  changes: true,
  actor: true,
  comment: true,
  via: true,
  token: true,
};

/**
 * Undoes one commit. Fields that other commits changed since stay.
 * @throws {FlagstaffError} VERSION_CONFLICT when later commits changed the same fields.
 */
export async function revert(
  { latest, commitAt, write }: RevertSources,
  revision: number,
  options: RevertOptions | undefined,
): Promise<Revert> {
  if (typeof revision !== 'number') throw invalidInput('revert: the revision', 'a number', revision);
  const { dryRun = false, changes: given, ...authorship } = readOptions('revert: the options', options, OPTIONS);
  const reviewed = given === undefined ? undefined : throughJson(readList('revert: `changes`', given));
  const by = readAuthorship('revert', authorship);
  let undone: Undone = { changes: [], conflicts: [] };

  async function propose(base: PlanBase): Promise<readonly Change[]> {
    const commit = await commitAt(revision);
    if (commit === undefined) throw revisionNotFound(revision);
    undone = await undo(commit, base);
    return undone.changes;
  }

  if (readSwitch('revert: `dryRun`', dryRun)) {
    await propose(await latest());
    return { ...undone, commit: undefined };
  }
  const commit = await write(
    async (base) => {
      const changes = await propose(base);
      if (undone.conflicts.length > 0) throw conflicting(revision, undone.conflicts);
      if (reviewed !== undefined && !sameJson(reviewed, changes)) throw outdated(revision);
      return changes;
    },
    requested({ comment: `Revert revision ${revision}`, ...by }, 'revert', revision),
  );
  return { ...undone, commit };
}

type Undone = Pick<Revert, 'changes' | 'conflicts'>;

async function undo({ changes }: Commit, base: PlanBase): Promise<Undone> {
  const undone = changes.map((change) => ({ ...undoOne(change, base.get(change.id)?.document), id: change.id }));
  const conflicts = undone.flatMap(({ id, current, overlaps = [] }) =>
    overlaps.length === 0 ? [] : [conflictOf(id, overlaps, current)],
  );
  if (conflicts.length > 0) return { changes: [], conflicts };
  const written = undone.map(async ({ id, current, wanted }): Promise<readonly Change[]> => {
    if (wanted === undefined) return [];
    if (wanted === null) return [{ type: 'delete', id, ifVersion: current!.version }];
    return [{ type: 'set', document: await canonicalDocument(wanted, id), ifVersion: current?.version ?? 0 }];
  });
  return { changes: (await Promise.all(written)).flat(), conflicts };
}

interface UndoneDocument {
  readonly current: StoredDocument | undefined;
  /** Null to delete the document. Undefined to leave it. */
  readonly wanted?: Document | null;
  /** Fields that other writes changed too. */
  readonly overlaps?: readonly string[];
}

function undoOne({ before, after }: CommittedChange, current: StoredDocument | undefined): UndoneDocument {
  const there = current ?? null;
  if (sameBody(there, before)) return { current };
  if (sameBody(there, after)) return { current, wanted: before };
  const since = fieldNames(after, there);
  // Created, deleted or replaced as a whole: there are no single fields to undo.
  if (before === null || after === null || there === null) return { current, overlaps: since };
  return undoFields({ before, after, current: there });
}

function undoFields({
  before,
  after,
  current,
}: {
  readonly before: StoredDocument;
  readonly after: StoredDocument;
  readonly current: StoredDocument;
}): UndoneDocument {
  const [was, is] = [fieldsOf(before), fieldsOf(current)];
  const changedSince = new Set(fieldNames(after, current));
  const fields = fieldNames(before, after).filter((field) => !sameJson(was.get(field), is.get(field)));
  const overlaps = fields.filter((field) => changedSince.has(field));
  if (overlaps.length > 0) return { current, overlaps };
  if (fields.length === 0) return { current };
  const wanted = fields.reduce((document, field) => withField(document, field, was.get(field)), current as Document);
  return { current, wanted };
}

function sameBody(one: Document | null, other: Document | null): boolean {
  return sameJson(one && withoutStorageFields(one), other && withoutStorageFields(other));
}

function fieldNames(before: Document | null, after: Document | null): readonly string[] {
  return documentDifferences(before, after).map(({ field }) => field);
}

function conflictOf(id: DocumentId, fields: readonly string[], current: StoredDocument | undefined): RevertConflict {
  const { version = 0, updatedBy, updatedAt } = current ?? {};
  return {
    id,
    fields,
    version,
    ...(updatedBy === undefined ? {} : { updatedBy }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
  };
}

function conflicting(revision: number, conflicts: readonly RevertConflict[]): FlagstaffError {
  const places = conflicts.map(({ id, fields }) => `${id} (${fields.join(', ')})`).join('; ');
  return new FlagstaffError(
    'VERSION_CONFLICT',
    `Revision ${revision} cannot be reverted: later commits changed the same fields of ${places}. Nothing was written. Change them with \`set\`, or restore the store with \`rollback\`.`,
  );
}

function outdated(revision: number): FlagstaffError {
  return new FlagstaffError(
    'VERSION_CONFLICT',
    `The documents of revision ${revision} have changed since the dry run of the revert. Nothing was written. Review it again.`,
  );
}
