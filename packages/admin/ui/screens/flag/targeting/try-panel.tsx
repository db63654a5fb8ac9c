import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { Explanation } from '@flagstaff/core/explain';
import type { Document, EvaluationContext, FlagDocument } from '@flagstaff/core';
import { call } from '../../../api/client.ts';
import { ContextForm } from '../../../context/context-form.tsx';
import { pathToPlayground } from '../../../context/links.ts';
import { readClosure } from '../../../engine/closure.ts';
import { ExplanationView } from '../../../explain/explanation-view.tsx';
import { afterPaint } from '../../../lib/after-paint.ts';
import { BASE } from '../../../session/environment.ts';
import { memo } from '../../../lib/memo.ts';
import { lastChange } from '../../../session/live.ts';
import { findings } from '../../../findings/findings.ts';
import { useDraft } from '../model/draft.ts';
import { usePlace } from '../model/place.ts';
import { variantNames } from '../../../lib/variants-of.ts';
import { attributesOf } from '../rules/attributes-of.ts';
import { shownInstant } from './instant.ts';

/** The context that was typed. It stays while flags are changed. */
const typed = signal<EvaluationContext>({ targetingKey: 'user-1' });

/** Attributes of a flag that have a row, so that they need not be known. */
const MAX_ROWS = 6;

/** What one user gets from the draft, and why: computed in the page by the engine that the server has, at each keystroke. */
export function TryPanel(): JSX.Element {
  const { flag, name } = usePlace();
  const { settled } = useDraft();
  // The draft is followed once edits pause.
  return <Trial flag={shownInstant.value === undefined ? settled.value : flag} place={name} />;
}

const Trial = memo(function Trial({
  flag,
  place,
}: {
  readonly flag: FlagDocument;
  readonly place: string;
}): JSX.Element {
  const { explanation, isReady } = useExplanation(flag, typed.value, place);
  return (
    <aside class="panel try" aria-label="Try it">
      <ContextForm
        compact
        label="Try it"
        hint="The engine runs in this page: nothing is saved or counted. Only stored members are looked up by the server."
        first="targetingKey"
        also={attributesOf(flag).slice(0, MAX_ROWS)}
        context={typed.value}
        onChange={(context) => (typed.value = context)}
      />
      <div class="try-answer" aria-live="polite">
        {explanation !== undefined && <ExplanationView explanation={explanation} variants={variantNames(flag)} />}
        {explanation === undefined && isReady && (
          <p class="field-error">{findings.value.issues[0]?.message ?? 'The draft has a fault.'}</p>
        )}
      </div>
      {shownInstant.value === undefined && <PlaygroundLink place={place} />}
    </aside>
  );
});

/** Asks the playground the same, and beside the draft what is saved. */
function PlaygroundLink({ place }: { readonly place: string }): JSX.Element {
  const { base, changes } = useDraft();
  const isChanged = changes.value.length > 0;
  const href = pathToPlayground(typed.value, base.value.flag.key, { env: place, draft: isChanged ? 'yes' : undefined });
  return (
    <p>
      <Link class="link" href={href}>
        {isChanged ? 'Compare the draft with the saved flag' : 'Open in the playground'}
      </Link>
    </p>
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
    // What changed is shown first.
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
