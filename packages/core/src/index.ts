// Main entry point. Docs: README.md, docs/evaluation.md
export type {
  Condition,
  AllCondition,
  AnyCondition,
  AttributeCondition,
  NotCondition,
  Operator,
  Scalar,
  SegmentCondition,
  TimeCondition,
  TimeWindow,
  Weekday,
  When,
} from './model/condition.ts';
export type { Bootstrap, BootstrapAnswer } from './model/bootstrap.ts';
export type { EvaluationContext } from './model/context.ts';
export type { ErrorCode, EvaluationDetails, Reason } from './model/details.ts';
export type { Document, DocumentId, DocumentKind, StorageFields, StoredDocument } from './model/document.ts';
export { documentId } from './model/document.ts';
export type { EnvironmentDocument } from './model/environment.ts';
export type { FlagstaffErrorCode, FlagstaffErrorOptions } from './model/error.ts';
export { ERROR_CODES, FlagstaffError, isFlagstaffError } from './model/error.ts';
export type {
  FlagChange,
  FlagDocument,
  FlagMetadata,
  FlagPatch,
  FlagStatus,
  FlagType,
  Holdout,
  Namespace,
  Override,
  Prerequisite,
  RampEntry,
  RampMode,
  Rollout,
  Rule,
  ScheduledChange,
  Serve,
  Split,
} from './model/flag.ts';
export type { JsonObject, JsonValue } from './model/json.ts';
export { LIMITS } from './model/limits.ts';
export type { ValidationIssue } from './model/problem.ts';
export type { Revision } from './model/revision.ts';
export type { SegmentDocument } from './model/segment.ts';
export type {
  BooleanFlagKey,
  FlagDefinition,
  FlagDefinitionOf,
  FlagDefinitions,
  FlagKey,
  Register,
  RegisteredContext,
  RegisteredFlags,
  ValueMethod,
  ValueOf,
  VariantMethod,
  VariantOf,
  Widen,
} from './model/definitions.ts';
export type { EmbedOptions } from './client/embed-bootstrap.ts';
export { embedBootstrap } from './client/embed-bootstrap.ts';
export type { SignedBootstrap, SigningOptions } from './client/sign-bootstrap.ts';
export { signBootstrap, verifyBootstrap } from './client/sign-bootstrap.ts';
export { createFlagstaff } from './client/create-flagstaff.ts';
export { defineFlags } from './model/definitions.ts';
export type { ContextSource, Evaluator, EvaluatorOptions, GivenContext } from './client/evaluator-types.ts';
export type { Exposure, ExposureOptions, ExposureSink } from './client/exposures.ts';
export type { FlagstaffEvent, FlagstaffEvents, Listener } from './client/events.ts';
export type {
  EnvironmentView,
  Flagstaff,
  FlagstaffOptions,
  FlagstaffState,
  MemberCacheOptions,
} from './client/flagstaff.ts';
export type { LastKnownGood } from './sync/last-known-good.ts';
export type { Hook, HookContext } from './client/hooks.ts';
export type { Clock, TimerOptions } from './timing/clock.ts';
export type { Snapshot, StorageBackend } from './storage/port.ts';
