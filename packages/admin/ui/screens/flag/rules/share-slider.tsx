import type { JSX } from 'preact';

/** Percent that a key moves the share by. */
const STEPS: { readonly [key: string]: number } = {
  ArrowRight: 0.1,
  ArrowUp: 0.1,
  ArrowLeft: -0.1,
  ArrowDown: -0.1,
  PageUp: 10,
  PageDown: -10,
  Home: -100,
  End: 100,
};
/** With Shift. */
const COARSE: typeof STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
/** With Alt. Its other arrows are the browser's: they go back and forward. */
const FINE: typeof STEPS = { ArrowUp: 0.001, ArrowDown: -0.001 };

/** A percentage from 0 to 100. Keys reach every thousandth, which a pointer cannot: it moves by tenths. */
export function ShareSlider({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}): JSX.Element {
  return (
    <input
      type="range"
      class="rollout-slider"
      min="0"
      max="100"
      // Any share that a document has is shown as it is.
      step="0.001"
      aria-label={label}
      title="Arrow keys: 0.1%. With Shift: 1%. Alt and ↑ or ↓: 0.001%. Page keys: 10%."
      value={value}
      onInput={({ currentTarget }) => {
        const tenths = rounded(Number(currentTarget.value), 10);
        currentTarget.value = String(tenths);
        onChange(tenths);
      }}
      onKeyDown={(event) => {
        const step = stepOf(event);
        if (step === undefined) return;
        event.preventDefault();
        onChange(Math.min(100, Math.max(0, rounded(value + step, 1_000))));
      }}
    />
  );
}

function stepOf({ key, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent): number | undefined {
  if (ctrlKey || metaKey) return undefined;
  return (altKey ? FINE : shiftKey ? COARSE : STEPS)[key];
}

/** Rounds to one of some parts of a whole. */
const rounded = (value: number, parts: number): number => Math.round(value * parts) / parts;
