import type { JSX } from 'preact';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { Menu } from '../components/menu.tsx';
import { toastLog } from '../components/toast.tsx';
import { formatDateTime } from '../lib/format.ts';
import { browserZone, zone } from '../lib/zone.ts';
import { useMe } from '../session/me.ts';
import { theme } from '../session/preferences.ts';
import type { Theme } from '../session/preferences.ts';
import { commandBarOpen } from './commands.ts';
import { EnvironmentPicker } from './environment-picker.tsx';
import { helpOpen } from './help.tsx';
import { LiveIndicator } from './live-indicator.tsx';
import './topbar.css';

const THEMES: readonly { readonly value: Theme; readonly label: string; readonly icon: 'system' | 'sun' | 'moon' }[] = [
  { value: 'system', label: 'Like the system', icon: 'system' },
  { value: 'light', label: 'Light', icon: 'sun' },
  { value: 'dark', label: 'Dark', icon: 'moon' },
];

/** The bar above every screen. */
export function Topbar(): JSX.Element {
  return (
    <header class="topbar">
      <EnvironmentPicker />
      <button type="button" class="finder" onClick={() => (commandBarOpen.value = true)}>
        <Icon name="search" />
        <span class="finder-text">Find or do…</span>
        <kbd>{navigator.userAgent.includes('Mac') ? '⌘' : 'Ctrl'} K</kbd>
      </button>
      <span class="grow" />
      <LiveIndicator />
      <MessageLog />
      <Button look="ghost" icon="help" label="Keyboard shortcuts" onClick={() => (helpOpen.value = true)} />
      <Menu
        look="ghost"
        icon={THEMES.find(({ value }) => value === theme.value)!.icon}
        label="Theme and time zone"
        actions={[
          ...THEMES.map(({ value, label, icon }) => ({
            group: 'Theme',
            label,
            icon,
            checked: theme.value === value,
            onSelect: () => (theme.value = value),
          })),
          ...(['browser', 'utc'] as const).map((value) => ({
            group: 'Times in',
            label: value === 'utc' ? 'UTC' : `This browser's zone (${browserZone()})`,
            icon: 'clock' as const,
            checked: zone.value === value,
            onSelect: () => (zone.value = value),
          })),
        ]}
      />
      <Caller />
    </header>
  );
}

/** The messages that have disappeared. */
function MessageLog(): JSX.Element | null {
  const messages = toastLog.value;
  if (messages.length === 0) return null;
  return (
    <Menu
      look="ghost"
      icon="bell"
      label="Messages"
      heading="Messages"
      actions={messages.slice(0, 12).map(({ text, at, tone, action }) => ({
        label: text,
        hint: action === undefined ? formatDateTime(at) : `${formatDateTime(at)} · ${action.label}`,
        icon: tone === 'danger' ? 'warning' : 'check',
        onSelect: () => action?.onSelect(),
      }))}
    />
  );
}

/** Who the application says this is, and with which roles. */
function Caller(): JSX.Element {
  const { name, actor, roles, readOnly } = useMe();
  const all = Object.entries(roles);
  return (
    <div class="caller" title={`${actor}${readOnly ? ', read-only' : ''}`}>
      <span class="caller-mark" aria-hidden="true">
        {name.slice(0, 1).toUpperCase()}
      </span>
      <span class="caller-text">
        <span class="truncate">{name}</span>
        <span class="caller-role">
          {readOnly && 'read-only · '}
          {all.length === 1 ? all[0]![1] : all.map(([environment, role]) => `${environment}: ${role}`).join(', ')}
        </span>
      </span>
    </div>
  );
}
