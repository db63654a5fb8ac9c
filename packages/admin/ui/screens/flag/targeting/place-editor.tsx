import type { JSX } from 'preact';
import { Select } from '../../../components/field.tsx';
import { Variant } from '../../../components/split-bar.tsx';
import { usePlace, usePlaceField } from '../model/place.ts';
import { variantNames } from '../../../lib/variants-of.ts';
import { MovedText } from '../rules/moved-text.tsx';
import { RulesEditor } from '../rules/rules-editor.tsx';
import { ServeEditor } from '../rules/serve-editor.tsx';
import { Part } from './part.tsx';
import { PlacePanel } from './place-panel.tsx';

/** Who gets what in one place: the rules in their order, then everyone else. */
export function PlaceEditor(): JSX.Element {
  const { flag } = usePlace();
  const variants = variantNames(flag);
  const rules = usePlaceField('rules');
  const serve = usePlaceField('default');
  const off = usePlaceField('off');
  const isBoolean = flag.type === 'boolean';
  const fallback = isBoolean ? 'off' : (variants[0] ?? '');
  return (
    <PlacePanel>
      <Part title="Rules" hint="Tried from the top. The first that matches decides." field={rules} empty={[]}>
        {(change) => <RulesEditor rules={rules.value ?? []} path={rules.path} variants={variants} onChange={change} />}
      </Part>
      <Part title="Everyone else" hint="Served when no rule matches." field={serve} empty={fallback}>
        {(change) => (
          <>
            <ServeEditor
              value={serve.value ?? fallback}
              label="Everyone else gets"
              path={serve.path}
              variants={variants}
              field="flag.default"
              onChange={change}
            />
            {change && <MovedText />}
          </>
        )}
      </Part>
      <Part title="While it is off" hint="Also served when a prerequisite fails." field={off} empty={fallback}>
        {(change) =>
          change === undefined ? (
            <OffVariant name={off.value ?? (isBoolean ? 'off' : undefined)} variants={variants} />
          ) : (
            <Select
              aria-label="While it is off, everyone gets"
              data-field="flag.off"
              value={off.value ?? (isBoolean ? 'off' : '')}
              options={[
                ...(isBoolean ? [] : [{ value: '', label: "The program's own default" }]),
                ...variants.map((value) => ({ value, label: value })),
              ]}
              onChange={(value) => (value === '' ? off.reset() : change(value))}
            />
          )
        }
      </Part>
    </PlacePanel>
  );
}

function OffVariant({
  name,
  variants,
}: {
  readonly name: string | undefined;
  readonly variants: readonly string[];
}): JSX.Element {
  return name === undefined ? <p>The program's own default</p> : <Variant name={name} variants={variants} />;
}
