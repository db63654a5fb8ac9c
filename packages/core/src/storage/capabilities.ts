import { FlagstaffError } from '../model/error.ts';

/** What a backend may have beyond the four methods. */
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

/** That a backend lacks the method that something needs. */
export function missingCapability(name: string, capability: string): FlagstaffError {
  return new FlagstaffError(
    'CAPABILITY_MISSING',
    `The storage backend ${name} has no "${capability}", which this needs. Use a backend that has it, or do without.`,
  );
}
