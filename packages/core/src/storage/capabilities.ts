import { FlagstaffError } from '../model/error.ts';

/** The optional methods of a backend. */
export type Capability =
  | 'snapshot'
  | 'commit'
  | 'changes'
  | 'revision'
  | 'watch'
  | 'history'
  | 'hasMembers'
  | 'changeMembers'
  | 'listMembers'
  | 'close';

/** All capabilities, in the order of the port. */
export const CAPABILITIES: readonly Capability[] = [
  'snapshot',
  'commit',
  'changes',
  'revision',
  'watch',
  'history',
  'hasMembers',
  'changeMembers',
  'listMembers',
  'close',
];

/** Returns the error for a backend that lacks a required method. */
export function missingCapability(name: string, capability: string): FlagstaffError {
  return new FlagstaffError(
    'CAPABILITY_MISSING',
    `The storage backend ${name} lacks "${capability}", which this requires.`,
  );
}
