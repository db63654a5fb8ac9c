import type { JSX } from 'preact';
import { useApi } from '../../api/query.ts';
import { CreateDefined } from '../../changes/create-defined.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { plural } from '../../lib/format.ts';

/** Stands for a list without flags: offers those that the program defines, and teaches what a flag is for. */
export function FirstFlag({
  button,
}: {
  /** Undefined when the caller may not create flags. */
  readonly button: JSX.Element | undefined;
}): JSX.Element {
  const { data, error } = useApi('GET /report', { query: {} });
  if (data === undefined && error === null) return <Skeleton lines={6} />;
  const defined = data?.data.absent ?? [];
  return (
    <EmptyState
      icon="flag"
      title={defined.length === 0 ? 'Create your first flag' : 'Start with the flags of your code'}
      actions={button && (defined.length > 0 ? <CreateDefined flags={defined} look="primary" /> : button)}
    >
      {defined.length > 0 && (
        <p>
          This program defines {plural(defined.length, 'flag')}, and serves their defaults. Create them here to change
          them without a deployment.
        </p>
      )}
      {defined.length === 0 && (
        <>
          <p>
            A flag lets you change what your application does without a deployment. Create one here, ask for it in the
            code, and decide on its page who gets it.
          </p>
          <pre class="example">
            <code>{`if (await req.flags.isEnabled('new-checkout')) …`}</code>
          </pre>
        </>
      )}
    </EmptyState>
  );
}
