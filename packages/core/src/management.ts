// Entry point for changing documents. Docs: docs/management.md
export { manage } from './management/manage.ts';
export type { ManageableClient } from './management/manage.ts';
export type { ClientDescription } from './management/description.ts';
export { effectiveFlag } from './management/effective-flag.ts';
export type { EffectiveFlag, EffectiveFlagOptions } from './management/effective-flag.ts';
export { formatComparison } from './management/format-comparison.ts';
export type { DefinitionDifference, FlagReport, SyncReport } from './management/reports.ts';
export type {
  Management,
  Members,
  OverrideSubject,
  OverrideToSet,
  PendingChange,
  PreparedCommit,
  PromoteOptions,
  Promotion,
  SubjectOverride,
  TransactionManagement,
} from './management/types.ts';
export type {
  AffectedFlag,
  EffectiveDifference,
  EffectiveField,
  FlipCount,
  FlipExample,
  Flips,
  Move,
  MovedShare,
  Preview,
  PreviewConflict,
  PreviewIssue,
  PreviewOptions,
  VariantAndReason,
} from './management/preview/types.ts';
export type { WrittenCommit } from './management/write-request.ts';
export type { Comparison, FieldDifference, FlagComparison } from './documents/compare-flags.ts';
export type {
  Authorship,
  Change,
  Commit,
  CommittedChange,
  HistoryPage,
  HistoryQuery,
  MemberQuery,
  Page,
  WriteOptions,
} from './storage/port.ts';
