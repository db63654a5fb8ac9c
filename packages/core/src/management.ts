// Entry point for changing documents. Docs: docs/management.md
export { manage } from './management/manage.ts';
export type { ManageableClient } from './management/manage.ts';
export { documentDifferences, withField } from './documents/document-fields.ts';
export type { DocumentDifference } from './documents/document-fields.ts';
export { referencesIn } from './documents/parse-document.ts';
export { variantsOf } from './documents/variants.ts';
export type { Variants } from './documents/variants.ts';
export { OPERATOR_INFO } from './targeting/operator-info.ts';
export type { OperatorInfo } from './targeting/operator-info.ts';
export type { OperandKind } from './targeting/operators/operator.ts';
export type { ClientDescription } from './management/description.ts';
export { effectiveFlag } from './management/effective-flag.ts';
export type { EffectiveFlag, EffectiveFlagOptions } from './management/effective-flag.ts';
export { pendingChangesIn, replaceScheduled } from './documents/schedule.ts';
export type { PlacedChange } from './documents/schedule.ts';
export { addScheduled } from './management/add-scheduled.ts';
export { rolloutPercentage } from './management/rollout-percentage.ts';
export { formatComparison } from './management/format-comparison.ts';
export type { ExplainFlagOptions } from './management/explain-flag.ts';
export type { DocumentReference, ReferenceKind, References, SharedName } from './management/references-of.ts';
export type { SyncOptions } from './management/sync-definitions.ts';
export type { Revert, RevertConflict, RevertOptions } from './management/revert.ts';
export type { DefinitionDifference, FlagReport, SyncReport } from './management/reports.ts';
export type { OverrideSubject, OverrideToSet, SubjectOverride } from './management/overrides.ts';
export type { Members } from './management/stored-members.ts';
export type {
  Management,
  PendingChange,
  PreparedCommit,
  PromoteOptions,
  Promotion,
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
} from './effects/types.ts';
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
  Snapshot,
  WriteOptions,
} from './storage/port.ts';
