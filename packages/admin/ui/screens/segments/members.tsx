import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { invalidate, useApiPages } from '../../api/query.ts';
import { Button } from '../../components/button.tsx';
import { Dialog, DismissButton } from '../../components/dialog.tsx';
import { Field, TextArea } from '../../components/field.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { toast } from '../../components/toast.tsx';
import { plural } from '../../lib/format.ts';
import { useMay, useMaySomewhere } from '../../session/me.ts';
import { keysIn } from './keys-in.ts';
import type { StoredSegment } from './segment-words.ts';

/** Members of one request. */
const BATCH = 10_000;

/** The members that the store keeps beside the document. They have no history: what is removed can be added again. */
export function Members({ segment: { key, by = 'targetingKey' } }: { readonly segment: StoredSegment }): JSX.Element {
  const { allowed } = useMaySomewhere('write');
  const clearing = useMay('administer');
  const { data, error, fetchNextPage, hasNextPage } = useApiPages('GET /segments/{key}/members', {
    params: { key },
    query: { limit: 100 },
  });
  const [text, setText] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [isClearing, setClearing] = useState(false);
  const members = data?.pages.flatMap((page) => page.data.items);
  const typed = keysIn(text);

  async function changeTyped(what: 'add' | 'remove', values: readonly string[]): Promise<void> {
    setBusy(true);
    if (await changeMembers(key, what, values)) setText('');
    setBusy(false);
  }

  return (
    <section class="panel" aria-label="Stored members">
      <h2 class="panel-title">Stored members</h2>
      <div class="panel-body stack">
        {allowed && (
          <div class="key-list">
            <Field label={`Add or remove by ${by}`} hint="Type or paste: one per line, or with commas. Any number.">
              {(control) => <TextArea {...control} mono rows={2} spellcheck={false} value={text} onInput={setText} />}
            </Field>
            {typed.length > 0 && (
              <div class="row">
                <Button busy={isBusy} onClick={() => void changeTyped('add', typed)}>
                  Add {plural(typed.length, 'member')}
                </Button>
                <Button busy={isBusy} onClick={() => void changeTyped('remove', typed)}>
                  Remove {plural(typed.length, 'member')}
                </Button>
              </div>
            )}
          </div>
        )}
        {members === undefined && error === null && <Skeleton />}
        {error !== null && <p class="field-error">{error.problem.detail}</p>}
        {members?.length === 0 && <p class="muted">No members are stored yet.</p>}
        {members !== undefined && members.length > 0 && (
          <ul class="keys" aria-label="Members">
            {members.map((member) => (
              <li key={member} class="key mono">
                <span class="truncate">{member}</span>
                {allowed && (
                  <Button
                    look="ghost"
                    icon="x"
                    label={`Remove ${member}`}
                    onClick={() => void changeMembers(key, 'remove', [member], true)}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
        <div class="row">
          {hasNextPage && <Button onClick={() => void fetchNextPage()}>Show more members</Button>}
          {clearing.allowed && members !== undefined && members.length > 0 && (
            <Button onClick={() => setClearing(true)}>Remove all…</Button>
          )}
        </div>
      </div>
      {isClearing && <ClearDialog segment={key} onClose={() => setClearing(false)} />}
    </section>
  );
}

/**
 * Adds or removes members, and says so. Resolves to whether it succeeded.
 *
 * @param isExact Whether the values were members before a removal, or were none before an addition: only then the opposite undoes it.
 */
async function changeMembers(
  key: string,
  what: 'add' | 'remove',
  values: readonly string[],
  isExact: boolean = false,
): Promise<boolean> {
  try {
    await send(key, what, values);
    const undo = (): void => void changeMembers(key, what === 'add' ? 'remove' : 'add', values, true);
    toast(
      `${plural(values.length, 'member')} ${what === 'add' ? 'added' : 'removed'}.`,
      isExact ? { action: { label: 'Undo', onSelect: undo } } : {},
    );
    return true;
  } catch (cause) {
    toast(problemOf(cause).detail, { tone: 'danger' });
    return false;
  } finally {
    await invalidate(undefined);
  }
}

async function send(key: string, what: 'add' | 'remove', values: readonly string[]): Promise<void> {
  for (let start = 0; start < values.length; start += BATCH) {
    const batch = values.slice(start, start + BATCH);
    await call('POST /segments/{key}/members', { params: { key }, body: { [what]: batch } });
  }
}

/** Members that a removal of all can bring back. */
const MAX_KEPT = 5_000;

/** Returns all members, or undefined when there are too many to keep. */
async function readMembers(key: string): Promise<readonly string[] | undefined> {
  const members: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: 500, ...(cursor === undefined ? {} : { cursor }) };
    const { data } = await call('GET /segments/{key}/members', { params: { key }, query });
    members.push(...data.items);
    cursor = data.next;
  } while (cursor !== undefined && members.length < MAX_KEPT);
  return cursor === undefined ? members : undefined;
}

function ClearDialog({ segment, onClose }: { readonly segment: string; readonly onClose: () => void }): JSX.Element {
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      const before = await readMembers(segment);
      await call('DELETE /segments/{key}/members', { params: { key: segment } });
      const undo = (): void => void changeMembers(segment, 'add', before ?? [], true);
      toast(
        `${segment} has no stored members now.`,
        before === undefined ? {} : { action: { label: 'Undo', onSelect: undo } },
      );
      onClose();
    } catch (cause) {
      setError(problemOf(cause).detail);
      setBusy(false);
    }
    await invalidate(undefined);
  };
  return (
    <Dialog
      title="Remove all stored members"
      onClose={onClose}
      footer={
        <>
          <DismissButton>Cancel</DismissButton>
          <Button look="danger" busy={isBusy} onClick={() => void run()}>
            Remove all members
          </Button>
        </>
      }
    >
      <p>
        Every stored member of <strong>{segment}</strong> is removed. Members have no history. Up to 5,000 can be
        brought back right afterwards, and more cannot.
      </p>
      {error !== undefined && (
        <p role="alert" class="field-error">
          {error}
        </p>
      )}
    </Dialog>
  );
}
