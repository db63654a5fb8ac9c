import type { JSX } from 'preact';
import type { FlagDocument } from '@flagstaff/core';
import type { FlagTab } from '../../../src/page/routes.ts';
import { Tabs } from '../../components/tabs.tsx';
import { pathToFlag } from '../../lib/paths.ts';
import { HistoryTab } from './history/history-tab.tsx';
import { JsonTab } from './json/json-tab.tsx';
import { OverridesTab } from './overrides/overrides-tab.tsx';
import { PrerequisitesTab } from './prerequisites/prerequisites-tab.tsx';
import { ScheduleTab } from './schedule/schedule-tab.tsx';
import { SettingsTab } from './settings/settings-tab.tsx';
import { TargetingTab } from './targeting/targeting-tab.tsx';
import { useDraft } from './model/draft.ts';

/** A part of the screen. */
interface TabPart {
  readonly label: string;
  readonly render: () => JSX.Element;
  readonly count?: (flag: FlagDocument) => number;
}

/** Counts the entries of a list, in all places. */
const countOf =
  (field: 'overrides' | 'schedule') =>
  ({ environments = {}, ...flag }: FlagDocument): number =>
    [flag, ...Object.values(environments)].reduce((count, each) => count + (each[field]?.length ?? 0), 0);

/** The parts of the screen, in their order. */
const TABS: { readonly [tab in FlagTab]: TabPart } = {
  targeting: { label: 'Targeting', render: () => <TargetingTab /> },
  overrides: { label: 'Overrides', render: () => <OverridesTab />, count: countOf('overrides') },
  schedule: { label: 'Schedule', render: () => <ScheduleTab />, count: countOf('schedule') },
  prerequisites: {
    label: 'Prerequisites',
    render: () => <PrerequisitesTab />,
    count: ({ prerequisites = [] }) => prerequisites.length,
  },
  json: { label: 'JSON', render: () => <JsonTab /> },
  history: { label: 'History', render: () => <HistoryTab /> },
  settings: { label: 'Settings', render: () => <SettingsTab /> },
};

/** The content of a part of the screen. */
export function FlagTabContent({ current = 'targeting' }: { readonly current: string | undefined }): JSX.Element {
  return (Object.hasOwn(TABS, current) ? TABS[current as FlagTab] : TABS.targeting).render();
}

export function FlagTabs({ current = 'targeting' }: { readonly current: string | undefined }): JSX.Element {
  const { settled } = useDraft();
  const { key } = settled.value;
  const names = Object.keys(TABS) as FlagTab[];
  return (
    <Tabs
      label="Parts of the flag"
      tabs={names.map((name) => ({
        href: pathToFlag(key, name),
        label: TABS[name].label,
        count: TABS[name].count?.(settled.value),
        current: name === current,
      }))}
    />
  );
}
