import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { AnswerOf } from '../../../../src/client.ts';
import { call } from '../../../api/client.ts';
import { nameOfPlace } from '../../../changes/field-names.ts';
import { Flips } from '../../../changes/flips.tsx';
import { BASE } from '../../../session/environment.ts';
import { useMe } from '../../../session/me.ts';
import { useDraft } from '../model/draft.ts';
import { usePlace } from '../model/place.ts';

type Preview = AnswerOf<'POST /preview'>;

/** Wait before the server counts, so that a slider that moves asks once. */
const PAUSE_MS = 300;

/** Says how many of the application's own users the draft gives another variant, in the place or in those that inherit from it. */
export function MovedUsers(): JSX.Element | null {
  const { audience } = useMe();
  const { name, flag } = usePlace();
  const preview = usePreview(audience);
  const places = preview?.flips?.filter(({ environment }) => name === BASE || environment === name) ?? [];
  if (preview === undefined || places.length === 0) return null;
  return (
    <ul class="moved-users" aria-label="Your users who get another variant">
      {places.map(({ environment }) => (
        <li key={environment}>
          <span class="muted">Your users{places.length > 1 && ` in ${nameOfPlace(environment)}`}:</span>
          <Flips preview={preview} environment={environment} flags={[flag.key]} draft />
        </li>
      ))}
    </ul>
  );
}

/** Asks the server what the draft does to the application's users, once edits pause. */
function usePreview(hasAudience: boolean): Preview | undefined {
  const { settled, base } = useDraft();
  const [preview, setPreview] = useState<Preview>();
  const flag = settled.value;
  const { version } = base.value.flag;
  useEffect(() => {
    if (!hasAudience) return undefined;
    const abort = new AbortController();
    const body = { changes: [{ set: flag, ifVersion: version }], audience: true };
    const timer = setTimeout(() => {
      call('POST /preview', { body, signal: abort.signal }).then(
        ({ data }) => setPreview(data),
        // The review says why.
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [flag, version, hasAudience]);
  return preview;
}
