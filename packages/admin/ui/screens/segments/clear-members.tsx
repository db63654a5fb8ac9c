import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { invalidate } from '../../api/query.ts';
import { Button } from '../../components/button.tsx';
import { Dialog, DismissButton } from '../../components/dialog.tsx';
import { toast } from '../../components/toast.tsx';
import { changeMembers } from './change-members.ts';

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

/** Removes all stored members. */
export function ClearMembers({
  segment,
  onClose,
}: {
  readonly segment: string;
  readonly onClose: () => void;
}): JSX.Element {
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      const before = await readMembers(segment);
      await call('DELETE /segments/{key}/members', { params: { key: segment } });
      const undo = (): void => void changeMembers(segment, 'add', before ?? [], { isExact: true });
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
