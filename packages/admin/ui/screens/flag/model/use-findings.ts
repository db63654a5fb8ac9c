import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { lastChange } from '../../../session/live.ts';
import { readClosure } from '../../../engine/closure.ts';
import type { Draft } from './draft.ts';
import { findings, NO_FINDINGS } from '../../../findings/findings.ts';
import type { Findings } from '../../../findings/findings.ts';

/** Looks at the draft with the engine after each change of it, and of what it refers to. */
export function useFindings(draft: Draft): void {
  useEffect(() => {
    let latest = 0;
    const stop = effect(() => {
      const flag = draft.settled.value;
      // What was typed is shown first.
      const isSettled = flag === draft.flag.value;
      const base = draft.base.value.flag;
      const isDirty = draft.changes.value.length > 0;
      void lastChange.value;
      const look = ++latest;
      if (!isDirty) findings.value = NO_FINDINGS;
      // Without the engine or the server, the save dialog still asks the server.
      else if (isSettled) void examine().catch(() => finish(NO_FINDINGS));

      async function examine(): Promise<void> {
        const [{ examineDraft }, documents] = await Promise.all([
          import('../../../engine/engine.ts'),
          readClosure(flag),
        ]);
        // Typing goes on meanwhile: only the last look counts.
        if (look === latest) finish(await examineDraft(flag, base, documents));
      }

      function finish(found: Findings): void {
        if (look === latest) findings.value = found;
      }
    });
    return () => {
      latest++;
      stop();
      findings.value = NO_FINDINGS;
    };
  }, [draft]);
}
