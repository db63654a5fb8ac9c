import type { verbOf } from '../../changes/summary.ts';
import type { Tone } from '../../components/chip.tsx';

/** The tone of what happens to a document. */
export const TONES: { readonly [verb in ReturnType<typeof verbOf>]: Tone } = {
  created: 'success',
  changed: 'neutral',
  deleted: 'danger',
};
