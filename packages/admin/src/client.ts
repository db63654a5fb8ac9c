// Entry point for clients. Docs: docs/admin-api.md
export type { AdminApi, AnswerOf, BodyOf, QueryOf, RouteName } from './client/admin-api.ts';
export type { CallOptions, HasBody, ParamNames, ParamsOf } from './client/call-options.ts';
export type { Problem } from './client/problem.ts';
export { problemIn } from './client/problem.ts';
export type { ApiRequest } from './client/request-of.ts';
export { requestOf } from './client/request-of.ts';
export type { FlagState } from './flag-states.ts';
export type { FlagCell } from './flag-cells.ts';
export type { Permission, Role } from './identity/identity.ts';
export type { FieldDiff, ShownChange, ShownCommit } from './schemas/commits.ts';
