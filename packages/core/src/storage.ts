// Entry point for authors of storage backends. Docs: docs/storage.md
export type {
  Authorship,
  Change,
  Commit,
  CommitDelta,
  CommitMeta,
  CommittedChange,
  HistoryPage,
  HistoryQuery,
  MemberChange,
  MemberQuery,
  MemberQuestion,
  Page,
  Remark,
  Snapshot,
  StorageBackend,
  WriteOptions,
} from './storage/port.ts';
export { checkArguments } from './storage/check-arguments.ts';
export { isText } from './model/arguments.ts';
export { described, invalidOptions, isKey, readObject, readOptions } from './model/input.ts';
export type { OptionNames } from './model/option-names.ts';
export { inBackground, isPromiseLike } from './timing/background.ts';
export type { Capability } from './storage/capabilities.ts';
export { failover } from './storage/failover.ts';
export { readOnly } from './storage/read-only.ts';
export { CAPABILITIES } from './storage/capabilities.ts';
export type { LogPosition, LogRange } from './storage/history-query.ts';
export {
  historyBefore,
  historyFilter,
  historyLimit,
  historyPosition,
  historyRange,
  historyTexts,
  positionText,
} from './storage/history-query.ts';
export { CHANGES_BYTES, PAGE_BYTES } from './storage/page-bytes.ts';
export { memberLimit } from './storage/member-query.ts';
export type { FullStorageBackend, MemoryStorageOptions } from './storage/memory/memory-storage.ts';
export { createMemoryStorage } from './storage/memory/memory-storage.ts';
export type { CommitState, StoredVersion } from './storage/prepare-commit.ts';
export { changedId, prepareCommit } from './storage/prepare-commit.ts';
export { deleteThroughCommit, setThroughCommit } from './storage/through-commit.ts';
export type { TransactionalBackend, Transactions } from './storage/transactions.ts';
export { TRANSACTIONS } from './storage/transactions.ts';
export type { Document, DocumentId, DocumentKind, StorageFields, StoredDocument } from './model/document.ts';
export {
  claimedId,
  documentId,
  hasSoundStorageFields,
  isVersion,
  STORAGE_FIELDS,
  unreadableDocument,
  withoutStorageFields,
} from './model/document.ts';
export { isProduction } from './model/is-production.ts';
export { sharedInProcess } from './model/shared-in-process.ts';
export type { Bytes } from './model/bytes.ts';
export { isTooDeep } from './model/depth.ts';
export type { Hmac } from './client/hmac.ts';
export { createHmac, fromHex, toHex } from './client/hmac.ts';
export { copyOf } from './documents/json-copy.ts';
export { digest } from './storage/digest.ts';
export { changesBetween } from './management/changes-between.ts';
export { commitsBefore } from './management/commits-before.ts';
export { CHANGES_BETWEEN } from './storage/changes-between.ts';
export type { RelayedBackend } from './storage/changes-between.ts';
export type { CommitPosition } from './storage/announcement.ts';
export {
  commitAnnouncement,
  commitAt,
  commitRecord,
  parseAnnouncement,
  parseCommitPosition,
} from './storage/announcement.ts';
export { parseBounded, parseCommitRecord, parseStoredDocument } from './storage/parse-stored.ts';
export type { FlagstaffErrorCode, FlagstaffErrorOptions } from './model/error.ts';
export { FlagstaffError, isFlagstaffError } from './model/error.ts';
export type { Revision } from './model/revision.ts';
export type { Backoff, BackoffOptions } from './timing/backoff.ts';
export { createBackoff } from './timing/backoff.ts';
export type { SerialQueue } from './timing/one-at-a-time.ts';
export { createSerialQueue } from './timing/one-at-a-time.ts';
export type { DeadlineOptions } from './timing/deadline.ts';
export { DeadlineExceeded, withDeadline } from './timing/deadline.ts';
export type { Clock, TimerOptions } from './timing/clock.ts';
export type { Lifetime } from './timing/lifetime.ts';
export { createLifetime, pauseWithin } from './timing/lifetime.ts';
export { startTimer } from './timing/clock.ts';
export type { Steps } from './timing/steps.ts';
export { finishInSlices, finishNow } from './timing/steps.ts';
