import { useState } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { BucketStrip } from '../components/bucket-strip.tsx';
import { Button } from '../components/button.tsx';
import { Chip, Tag } from '../components/chip.tsx';
import { DiffView } from '../components/diff-view.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Field, Select, TextArea, TextInput } from '../components/field.tsx';
import { KeyValueList } from '../components/key-value.tsx';
import { Menu } from '../components/menu.tsx';
import { Sentence } from '../components/sentence.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { SplitBar } from '../components/split-bar.tsx';
import { Switch } from '../components/switch.tsx';
import { Table } from '../components/table.tsx';
import { Tabs } from '../components/tabs.tsx';
import { Time } from '../components/time.tsx';
import { toast, Toasts } from '../components/toast.tsx';
import { ruleSentence } from '../lib/sentence.ts';

const VARIANTS = ['classic', 'express', 'wallet', 'one-page', 'chat', 'other'];
const HOUR = 3_600_000;

/** All components on one page. */
export function Gallery(): JSX.Element {
  const [on, setOn] = useState(true);
  const [text, setText] = useState('checkout');
  return (
    <main class="page">
      <h1>Components</h1>
      <Part title="Buttons and menus">
        <div class="row">
          <Button look="primary" icon="plus">
            Create flag
          </Button>
          <Button icon="archive">Archive</Button>
          <Button look="ghost">Cancel</Button>
          <Button look="danger" icon="trash">
            Delete
          </Button>
          <Button disabled>Disabled</Button>
          <Button busy>Saving</Button>
          <Button icon="dots" label="More" />
          <Menu
            icon="dots"
            label="Actions"
            actions={[{ label: 'Copy link', icon: 'link', onSelect: () => toast('Link copied.') }]}
          />
          <Button
            onClick={() => toast('Saved new-checkout.', { action: { label: 'Undo', onSelect: () => undefined } })}
          >
            Toast
          </Button>
        </div>
      </Part>
      <Part title="Switches and chips">
        <div class="row">
          <Switch size="large" label="new-checkout in production" hideLabel checked={on} onChange={setOn} />
          <Switch
            size="large"
            label="new-checkout in staging"
            hideLabel
            checked={!on}
            onChange={(value) => setOn(!value)}
          />
          <Switch label="Client side" checked={on} onChange={setOn} />
          <Switch label="Read-only" checked disabled />
        </div>
        <div class="row">
          <Chip>Settled</Chip>
          <Chip tone="accent">New</Chip>
          <Chip tone="success" dot>
            Active
          </Chip>
          <Chip tone="warning">Overdue</Chip>
          <Chip tone="danger">Broken</Chip>
          <Tag>checkout</Tag>
        </div>
      </Part>
      <Part title="Fields">
        <Field label="Key" hint="The name in the code.">
          {(control) => <TextInput {...control} mono value={text} onInput={setText} />}
        </Field>
        <Field label="Seed" error="A seed has at least one character.">
          {(control) => <TextInput {...control} value="" onInput={() => undefined} />}
        </Field>
        <Field label="Type">
          {(control) => (
            <Select
              {...control}
              value="boolean"
              onChange={() => undefined}
              options={[{ value: 'boolean', label: 'Boolean' }]}
            />
          )}
        </Field>
        <Field label="Description" optional>
          {(control) => <TextArea {...control} value="" onInput={() => undefined} />}
        </Field>
      </Part>
      <Part title="Rules in words">
        <Sentence
          variants={VARIANTS}
          tokens={ruleSentence({
            when: [
              { attribute: 'country', operator: 'in', value: ['US', 'CA'] },
              { not: { attribute: 'email', operator: 'ends_with', value: '@example.com' } },
              { any: [{ segment: 'beta-testers' }, { attribute: 'plan.seats', operator: 'gte', value: 50 }] },
            ],
            rollout: { percentage: 20, by: 'accountId' },
            serve: 'express',
          })}
        />
        <Sentence
          variants={VARIANTS}
          tokens={ruleSentence({ serve: { split: { classic: 50, express: 25, wallet: 25 } } })}
        />
      </Part>
      <Part title="Splits and buckets">
        <SplitBar
          variants={VARIANTS}
          shares={VARIANTS.map((variant, index) => ({ variant, percentage: [40, 20, 15, 10, 10, 5][index]! }))}
        />
        <BucketStrip
          label="Who gets what"
          parts={[
            { from: 0, to: 20, label: 'express', class: 'variant-2' },
            { from: 20, to: 45, label: 'wallet', class: 'variant-3' },
          ]}
          ticks={[{ at: 31.4, label: 'u-1001' }]}
        />
      </Part>
      <Part title="Tables and facts">
        <Tabs
          label="Parts"
          tabs={[
            { href: '/a', label: 'Targeting', current: true },
            { href: '/b', label: 'Overrides', current: false, count: 3 },
            { href: '/c', label: 'History', current: false },
          ]}
        />
        <Table
          caption="Commits"
          rowKey={(row) => row.revision}
          rows={[
            { revision: 12, actor: 'ada', comment: 'Raise to 20%', at: Date.now() - HOUR },
            { revision: 11, actor: 'grace', comment: 'Add a rule for Canada', at: Date.now() - 26 * HOUR },
          ]}
          columns={[
            { name: 'Revision', align: 'end', cell: (row) => row.revision },
            { name: 'Actor', cell: (row) => row.actor },
            { name: 'Comment', cell: (row) => row.comment },
            { name: 'When', minor: true, cell: (row) => <Time at={row.at} /> },
          ]}
        />
        <KeyValueList
          items={[
            ['Owner', 'payments'],
            ['Version', 12],
            ['Tags', <Tag key="tag">checkout</Tag>],
          ]}
        />
      </Part>
      <Part title="Differences">
        <DiffView
          before={{
            key: 'new-checkout',
            rules: [{ rollout: { percentage: 10 }, serve: 'express' }],
            tags: ['checkout'],
          }}
          after={{
            key: 'new-checkout',
            rules: [{ rollout: { percentage: 20 }, serve: 'express' }],
            tags: ['checkout', 'q4'],
          }}
        />
      </Part>
      <Part title="Nothing and not yet">
        <EmptyState icon="segments" title="No segment" actions={<Button look="primary">Create segment</Button>}>
          A segment is a named group of subjects that several flags share.
        </EmptyState>
        <Skeleton />
      </Part>
      <Toasts />
    </main>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <section class="panel">
      <div class="panel-body stack">
        <h2>{title}</h2>
        {children}
      </div>
    </section>
  );
}
