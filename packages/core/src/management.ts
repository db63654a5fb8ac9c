// Entry point for changing documents. Docs: docs/management.md
export { manage } from './management/manage.ts';
export type { ManageableClient } from './management/manage.ts';
export { formatComparison } from './management/format-comparison.ts';
export type {
  DefinitionDifference,
  FlagReport,
  VariantChange,
  ImpactReport,
  Management,
  Members,
  VariantAndReason,
  OverrideSubject,
  OverrideToSet,
  PendingChange,
  PreparedCommit,
  PromoteOptions,
  Promotion,
  SubjectOverride,
  SyncReport,
  TransactionManagement,
} from './management/types.ts';
export type { Comparison, FieldDifference, FlagComparison } from './documents/compare-flags.ts';
export type {
  Authorship,
  Change,
  Commit,
  CommittedChange,
  HistoryQuery,
  MemberQuery,
  Page,
  WriteOptions,
} from './storage/port.ts';
