import type { JSX } from 'preact';
import { nameOfPlace } from '../../../changes/field-names.ts';
import { Chip } from '../../../components/chip.tsx';
import type { Tone } from '../../../components/chip.tsx';
import { useEnvironment } from '../../../session/environment.ts';
import type { Gate } from './requirement.ts';

const GATES: { readonly [gate in Gate]: { readonly tone: Tone; readonly text: string } } = {
  open: { tone: 'success', text: 'met for everyone' },
  closed: { tone: 'danger', text: 'blocks everyone' },
  depends: { tone: 'neutral', text: 'depends on the user' },
};

/** Says whom a prerequisite blocks now, in the environment that is shown. */
export function GateChip({ gate }: { readonly gate: Gate | undefined }): JSX.Element | null {
  const [environment] = useEnvironment();
  if (gate === undefined) return null;
  const { tone, text } = GATES[gate];
  return (
    <Chip tone={tone} dot title={`Now, in ${nameOfPlace(environment)}`}>
      {text}
    </Chip>
  );
}
