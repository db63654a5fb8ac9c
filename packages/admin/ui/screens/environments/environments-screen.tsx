import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import { useApi, useApiPages } from '../../api/query.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Icon } from '../../components/icon.tsx';
import { plural } from '../../lib/format.ts';
import { pathTo } from '../../lib/paths.ts';
import { useMay, useMe } from '../../session/me.ts';
import { useCommands } from '../../shell/commands.ts';
import { Page } from '../../shell/page.tsx';
import { EnvironmentDialog } from './environment-dialog.tsx';
import { Matrix } from './matrix.tsx';
import { treeOf } from './tree.ts';
import './environments.css';

/** The tree of environments, and what each flag does in each. */
export default function EnvironmentsScreen(): JSX.Element {
  const { environments } = useMe();
  const { allowed, reason } = useMay('administer');
  const [isCreating, setCreating] = useState(false);
  const create = (): void => setCreating(true);
  useCommands(
    allowed ? [{ id: 'create-environment', label: 'Create an environment', icon: 'plus', run: create }] : [],
    [allowed],
  );
  const button = allowed ? (
    <Button look={environments.length === 0 ? 'primary' : 'default'} icon="plus" onClick={create}>
      Create environment
    </Button>
  ) : (
    <span class="muted">{reason}</span>
  );
  return (
    <Page
      title="Environments"
      description="A flag can differ in each environment. What an environment does not set comes from its parent, and then from the flag."
      actions={button}
    >
      {environments.length === 0 ? (
        <div class="panel">
          <EmptyState icon="environments" title="Create your first environment" actions={button}>
            <p>Name where your application runs, such as production and staging. Tell the client which one it is in:</p>
            <pre class="example">
              <code>{`createFlagstaff({ environment: 'production' })`}</code>
            </pre>
          </EmptyState>
        </div>
      ) : (
        <>
          <Tree />
          <Matrix />
        </>
      )}
      {isCreating && <EnvironmentDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}

function Tree(): JSX.Element {
  const { environments, environment: own } = useMe();
  const { data } = useApi('GET /{kind}', { params: { kind: 'environments' }, query: { limit: 500 } });
  const matrix = useApiPages('GET /matrix', { query: { limit: 500 } });
  const descriptions = new Map(data?.data.items.map(({ key, description }) => [key, description]));
  const rows = matrix.data?.pages.flatMap((page) => page.data.items);
  return (
    <ul class="panel environment-tree" aria-label="Environments">
      {treeOf(environments).map(({ environment: { key, name, parent, protected: isProtected }, depth }) => {
        const differing = rows?.filter(({ differs }) => (differs[key] ?? []).length > 0).length;
        return (
          <li key={key} style={{ '--depth': depth }}>
            <span class="environment-name">
              {depth > 0 && <span class="environment-branch" aria-hidden="true" />}
              <Link class="environment-link" href={pathTo('environment', { key })}>
                {key}
              </Link>
              {name !== undefined && name !== key && <span class="muted">{name}</span>}
              {isProtected && (
                <span class="environment-lock" title="Changes here need a releaser or an admin.">
                  <Icon name="lock" size={13} /> protected
                </span>
              )}
              {key === own && <span class="muted">this program runs here</span>}
            </span>
            <span class="environment-text">
              {parent !== undefined && <span class="visually-hidden">Inherits from {parent}. </span>}
              {descriptions.get(key)}
            </span>
            <span class="muted environment-count">
              {differing === undefined
                ? ''
                : differing === 0
                  ? 'no differences'
                  : plural(differing, 'flag differs', 'flags differ')}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
