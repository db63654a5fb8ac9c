import type { FlagState } from '../../../src/client.ts';
import type { Tone } from '../../components/chip.tsx';

/** How a state is shown, and why a flag is in it. */
interface StateWords {
  readonly label: string;
  readonly tone: Tone;
  readonly reason: string;
}

/** Every state of a flag. */
export const STATES: { readonly [state in FlagState]: StateWords } = {
  new: { label: 'New', tone: 'accent', reason: 'Created within the last 7 days.' },
  active: {
    label: 'Active',
    tone: 'success',
    reason: 'Different users may get different variants, or it changed lately.',
  },
  settled: {
    label: 'Settled',
    tone: 'neutral',
    reason: 'It has served one variant to everyone for 30 days. Remove it from the code, then archive it.',
  },
  overdue: { label: 'Overdue', tone: 'warning', reason: 'The date by which it should be removed has passed.' },
  archived: { label: 'Archived', tone: 'neutral', reason: 'It serves its off variant to everyone.' },
  broken: {
    label: 'Broken',
    tone: 'danger',
    reason: 'The stored document cannot be understood. Its last valid version serves.',
  },
};
