import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { Explanation } from '@flagstaff/core/explain';
import type { Document, EvaluationContext, FlagDocument } from '@flagstaff/core';
import { call } from '../../../api/client.ts';
import { Button } from '../../../components/button.tsx';
import { TextInput } from '../../../components/field.tsx';
import { readClosure } from '../../../engine/closure.ts';
import { ExplanationView } from '../../../explain/explanation-view.tsx';
import { afterPaint } from '../../../lib/after-paint.ts';
import { removeAt, replaceAt } from '../../../lib/lists.ts';
import { BASE } from '../../../session/environment.ts';
import { lastChange } from '../../../session/live.ts';
import { scalarOf } from '../../../conditions/list-editor.tsx';
import { findings } from '../../../findings/findings.ts';
import { usePlace } from '../model/place.ts';
import { variantNames } from '../../../lib/variants-of.ts';
import { ATTRIBUTE_NAMES } from '../../../context/attribute-names.tsx';
import { attributesOf } from '../rules/attributes-of.ts';
import { shownInstant } from './instant.ts';

/** A row of the form: an attribute and what was typed for it. */
interface Row {
  readonly name: string;
  readonly text: string;
}

/** The attributes that were typed. They stay while flags are changed. */
const typed = signal<readonly Row[]>([{ name: 'targetingKey', text: 'user-1' }]);

function setTyped(rows: readonly Row[]): void {
  typed.value = rows;
}

/** What one user gets from the draft, and why: computed in the page by the engine that the server has, at each keystroke. */
export function TryPanel(): JSX.Element {
  const { flag, name: place } = usePlace();
  const rows = withAttributes(typed.value, attributesOf(flag));
  const { explanation, isReady } = useExplanation(flag, contextOf(rows), place);
  const setRow = (index: number, row: Row): void => {
    setTyped(replaceAt(rows, index, row));
  };
  return (
    <aside class="panel try" aria-label="Try it">
      <h2>Try it</h2>
      <p class="muted">
        The engine runs in this page: nothing is saved or counted. Only stored members are looked up by the server.
      </p>
      <div class="try-rows">
        {rows.map((row, index) => (
          // Rows have no identity but their place.
          <div key={index} class="try-row">
            <TextInput
              aria-label={`Attribute ${index + 1}`}
              mono
              list={ATTRIBUTE_NAMES}
              placeholder="attribute"
              value={row.name}
              onInput={(name) => setRow(index, { ...row, name })}
            />
            <TextInput
              aria-label={`Value of ${row.name || `attribute ${index + 1}`}`}
              placeholder="missing"
              value={row.text}
              onInput={(text) => setRow(index, { ...row, text })}
            />
            <Button
              look="ghost"
              icon="x"
              label={`Remove ${row.name || `attribute ${index + 1}`}`}
              onClick={() => setTyped(removeAt(rows, index))}
            />
          </div>
        ))}
        <Button look="ghost" icon="plus" onClick={() => setTyped([...rows, { name: '', text: '' }])}>
          Attribute
        </Button>
      </div>
      <div class="try-answer" aria-live="polite">
        {explanation !== undefined && <ExplanationView explanation={explanation} variants={variantNames(flag)} />}
        {explanation === undefined && isReady && (
          <p class="field-error">{findings.value.issues[0]?.message ?? 'The draft has a fault.'}</p>
        )}
      </div>
    </aside>
  );
}

/** Adds the attributes that the flag asks for, so that they need not be known. */
function withAttributes(rows: readonly Row[], names: readonly string[]): readonly Row[] {
  const missing = names.filter((name) => !rows.some((row) => row.name === name));
  return [...rows, ...missing.slice(0, 6).map((name) => ({ name, text: '' }))];
}

function contextOf(rows: readonly Row[]): EvaluationContext {
  return Object.fromEntries(
    rows.filter(({ name, text }) => name !== '' && text !== '').map(({ name, text }) => [name, scalarOf(text, false)]),
  );
}

/** Only the server can look stored members up. */
const hasStoredMembers = (document: Document): boolean => document.kind === 'segment' && document.members !== undefined;

/** Explains the draft after each change, of it and of the context. */
function useExplanation(
  flag: FlagDocument,
  context: EvaluationContext,
  place: string,
): { readonly explanation: Explanation | undefined; readonly isReady: boolean } {
  const [state, setState] = useState<{ readonly explanation: Explanation | undefined; readonly isReady: boolean }>({
    explanation: undefined,
    isReady: false,
  });
  const at = shownInstant.value;
  const key = JSON.stringify([context, place, at]);
  useEffect(() => {
    let isLatest = true;
    // The change itself is shown first.
    const cancel = afterPaint(() => void look().catch(() => undefined));

    async function look(): Promise<void> {
      const [{ explainDraft }, documents] = await Promise.all([import('../../../engine/engine.ts'), readClosure(flag)]);
      const asked = {
        ...(place === BASE ? {} : { environment: place }),
        ...(at === undefined ? {} : { at: new Date(at) }),
      };
      const explanation = await explainDraft(flag, documents, context, asked);
      if (!isLatest) return;
      setState({ explanation, isReady: true });
      if (explanation === undefined || !documents.some(hasStoredMembers)) return;
      const { data } = await call('POST /explain', {
        body: {
          flag: flag.key,
          context: { ...context } as never,
          drafts: [flag],
          environment: place === BASE ? null : place,
          ...(at === undefined ? {} : { at: new Date(at).toISOString() }),
        },
      });
      if (isLatest) setState({ explanation: data, isReady: true });
    }

    return () => {
      isLatest = false;
      cancel();
    };
  }, [flag, key, lastChange.value]);
  return state;
}
