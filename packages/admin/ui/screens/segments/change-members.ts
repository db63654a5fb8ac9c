import { call } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { invalidate } from '../../api/query.ts';
import { toast } from '../../components/toast.tsx';
import { formatNumber, plural } from '../../lib/format.ts';

/** What happens to members. */
export type MemberAction = 'add' | 'remove';

interface ChangeOptions {
  /** Whether the values were members before a removal, or were none before an addition: only then the opposite undoes it. */
  readonly isExact?: boolean;
  /** Called with the number of values that were sent. */
  readonly onProgress?: (sent: number) => void;
}

/** Adds or removes members, and says so. Resolves to whether it succeeded. */
export async function changeMembers(
  segment: string,
  action: MemberAction,
  values: readonly string[],
  { isExact = false, onProgress }: ChangeOptions = {},
): Promise<boolean> {
  const done = action === 'add' ? 'added' : 'removed';
  let sent = 0;
  try {
    for (const batch of batchesOf(values)) {
      await call('POST /segments/{key}/members', { params: { key: segment }, body: { [action]: batch } });
      sent += batch.length;
      onProgress?.(sent);
    }
    const undo = (): void =>
      void changeMembers(segment, action === 'add' ? 'remove' : 'add', values, { isExact: true });
    toast(`${plural(values.length, 'member')} ${done}.`, isExact ? { action: { label: 'Undo', onSelect: undo } } : {});
    return true;
  } catch (cause) {
    const before = sent === 0 ? '' : ` ${formatNumber(sent)} of ${formatNumber(values.length)} were ${done} before.`;
    toast(`${problemOf(cause).detail}${before}`, { tone: 'danger' });
    return false;
  } finally {
    await invalidate(undefined);
  }
}

/** Members of one request. */
const MAX_MEMBERS = 10_000;

/** Characters of one request, which a server accepts in any script. */
const MAX_CHARACTERS = 500_000;

function* batchesOf(values: readonly string[]): Generator<readonly string[]> {
  let batch: string[] = [];
  let characters = 0;
  for (const value of values) {
    if (batch.length === MAX_MEMBERS || characters + value.length > MAX_CHARACTERS) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(value);
    characters += value.length;
  }
  if (batch.length > 0) yield batch;
}
