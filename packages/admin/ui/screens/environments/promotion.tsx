import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { AnswerOf } from '../../../src/client.ts';
import { call } from '../../api/client.ts';
import { useApi } from '../../api/query.ts';
import { ChangeList } from '../../changes/change-list.tsx';
import { EffectTable, NOT_ALLOWED } from '../../changes/effect-table.tsx';
import { CommentDialog } from '../../changes/write-dialog.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Select } from '../../components/field.tsx';
import { FilterChip } from '../../components/filter-chip.tsx';
import { Icon } from '../../components/icon.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { plural } from '../../lib/format.ts';
import { pathTo, PROMOTED } from '../../lib/paths.ts';
import { useSearchParam } from '../../lib/search-param.ts';
import { BASE, useMayEdit } from '../../session/environment.ts';
import { useMe } from '../../session/me.ts';
import { heirsOf } from './tree.ts';

type Comparison = AnswerOf<'GET /compare'>;

/** What another environment serves differently, and how to take it over. */
export function Promotion({ into }: { readonly into: string }): JSX.Element {
  const { environments } = useMe();
  const [chosen, choose] = useSearchParam('from');
  const [named, setNamed] = useSearchParam(PROMOTED);
  const only = named === undefined ? undefined : new Set(named.split(','));
  const others = environments.map(({ key }) => key).filter((key) => key !== into);
  const from =
    chosen === BASE || (chosen !== undefined && others.includes(chosen)) ? chosen : usualSource(environments, into);
  const { data, error } = useApi('GET /compare', { query: { to: into, ...(from === BASE ? {} : { from }) } });
  const { allowed, reason } = useMayEdit(into);
  // The keys that are left out: new differences are taken along.
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isPromoting, setPromoting] = useState(false);
  const comparison = data?.data;
  const flags = (comparison?.flags ?? []).filter(({ flag }) => only?.has(flag) ?? true);
  const alike = only === undefined ? 0 : only.size - flags.length;
  const taken = flags.filter(({ flag }) => !left.has(flag)).map(({ flag }) => flag);
  const toggle = (flag: string, isTaken: boolean): void => {
    const next = new Set(left);
    if (isTaken) next.delete(flag);
    else next.add(flag);
    setLeft(next);
  };
  return (
    <section class="panel promotion" aria-label="Compare and promote">
      <div class="panel-bar">
        <h2>Compare</h2>
        <Select
          aria-label="With"
          value={from}
          options={[
            { value: BASE, label: 'The flags themselves' },
            ...others.map((key) => ({ value: key, label: key })),
          ]}
          onChange={choose}
        />
        <Icon name="arrowRight" />
        <strong>{into}</strong>
        {only && (
          <FilterChip onRemove={() => setNamed(undefined)}>only {plural(only.size, 'selected flag')}</FilterChip>
        )}
        <span class="grow" />
        {flags.length > 0 &&
          (allowed ? (
            <Button look="primary" disabled={taken.length === 0} onClick={() => setPromoting(true)}>
              Promote {plural(taken.length, 'flag')}…
            </Button>
          ) : (
            <span class="muted">{reason}</span>
          ))}
      </div>
      {comparison === undefined && error === null && <Skeleton lines={5} />}
      {error !== null && <p class="panel-body field-error">{error.problem.detail}</p>}
      {comparison !== undefined && comparison.unreadable.length > 0 && (
        <p class="panel-body field-error">Cannot be compared: {comparison.unreadable.join(', ')}.</p>
      )}
      {alike > 0 && flags.length > 0 && (
        <p class="panel-body muted">There is nothing to take over from {plural(alike, 'selected flag')}.</p>
      )}
      {comparison !== undefined && flags.length === 0 && (
        <EmptyState icon="check" title="They serve the same">
          When {nameOf(from)} serves something else{only && ' from a selected flag'}, it is shown here, and can be taken
          over in one commit.
        </EmptyState>
      )}
      <ul class="promotion-flags">
        {flags.map(({ flag, fields }) => (
          <li key={flag}>
            <label class="promotion-flag">
              <input
                type="checkbox"
                class="checkbox"
                disabled={!allowed}
                checked={allowed && !left.has(flag)}
                aria-label={`Promote ${flag}`}
                onChange={(event) => toggle(flag, event.currentTarget.checked)}
              />
            </label>
            <div>
              <Link class="matrix-flag mono" href={pathTo('flag', { key: flag })}>
                {flag}
              </Link>
              <ChangeList
                changes={fields.map(({ field, from: theirs, to: ours }) => ({ field, from: ours, to: theirs }))}
                variants={comparison?.variants?.[flag] ?? []}
              />
            </div>
          </li>
        ))}
      </ul>
      {isPromoting && comparison && (
        <PromoteDialog
          from={from}
          into={into}
          comparison={comparison}
          flags={taken}
          onClose={() => setPromoting(false)}
        />
      )}
    </section>
  );
}

const nameOf = (environment: string): string => (environment === BASE ? 'the flags themselves' : environment);

/** An heir is where things are tried first. */
function usualSource(
  environments: readonly { readonly key: string; readonly parent?: string }[],
  into: string,
): string {
  const heir = environments.find(({ parent }) => parent === into);
  return heir?.key ?? environments.find(({ key }) => key !== into)?.key ?? BASE;
}

function PromoteDialog({
  from,
  into,
  comparison,
  flags,
  onClose,
}: {
  readonly from: string;
  readonly into: string;
  readonly comparison: Comparison;
  readonly flags: readonly string[];
  readonly onClose: () => void;
}): JSX.Element {
  const heirs = heirsOf(useMe().environments, into);
  const body = {
    to: into,
    flags: [...flags],
    // A flag that was changed since the comparison makes it fail.
    comparison,
    ...(from === BASE ? {} : { from }),
  };
  const { data, error } = useApi('POST /promotions', { query: { dryRun: true }, body: { ...body, audience: true } });
  const preview = data?.data.preview ?? undefined;
  return (
    <CommentDialog
      title={`Promote into ${into}`}
      action={`Promote ${plural(flags.length, 'flag')}`}
      blocked={preview?.allowed === false ? NOT_ALLOWED : undefined}
      suggestion={`Promote ${nameOf(from)} to ${into}`}
      done={`${plural(flags.length, 'flag was', 'flags were')} promoted into ${into}.`}
      onClose={onClose}
      write={async (comment) => {
        const done = await call('POST /promotions', { body: { ...body, ...comment } });
        return done.data.commit;
      }}
    >
      <p class="secondary">
        In <strong>{into}</strong>, these flags will serve what they serve in {nameOf(from)}. One commit, which can be
        undone.
        {heirs.length > 0 && ` ${heirs.join(', ')} inherit${heirs.length === 1 ? 's' : ''} what ${into} sets.`}
      </p>
      <EffectTable preview={preview} error={error?.problem.detail} />
    </CommentDialog>
  );
}
