import { useId } from 'preact/hooks';
import type { JSX } from 'preact';
import type { TimeWindow, Weekday } from '@flagstaff/core';
import { Button } from '../components/button.tsx';
import { Field, TextInput } from '../components/field.tsx';
import { put } from '../lib/put.ts';
import { Issue } from '../findings/issue.tsx';
import { useParsed } from '../lib/use-parsed.ts';
import { InstantInput } from '../components/instant-input.tsx';
import { CronFirings } from './cron-firings.tsx';

const DAYS: readonly (readonly [day: Weekday, name: string])[] = [
  ['mon', 'Monday'],
  ['tue', 'Tuesday'],
  ['wed', 'Wednesday'],
  ['thu', 'Thursday'],
  ['fri', 'Friday'],
  ['sat', 'Saturday'],
  ['sun', 'Sunday'],
];

/** A window in time. All parts that are given must hold. */
export function TimeEditor({
  time,
  path,
  onChange,
  remove,
}: {
  readonly time: TimeWindow;
  readonly path: string;
  readonly onChange: (time: TimeWindow) => void;
  readonly remove: JSX.Element;
}): JSX.Element {
  const zones = useId();
  const monthDays = useParsed(time.daysOfMonth, NUMBERS, (days) =>
    onChange(put(time, 'daysOfMonth', days.length === 0 ? undefined : days)),
  );
  const set = <K extends keyof TimeWindow>(name: K, value: TimeWindow[K] | undefined): void =>
    onChange(put(time, name, value));
  const text = (name: 'timezone' | 'cron' | 'duration' | 'from' | 'to', label: string, placeholder: string) => (
    <Field label={label}>
      {(control) => (
        <TextInput
          {...control}
          data-field={`time.${name}`}
          mono
          placeholder={placeholder}
          value={time[name] ?? ''}
          list={name === 'timezone' ? zones : undefined}
          onInput={(value) => set(name, value === '' ? undefined : value)}
        />
      )}
    </Field>
  );
  return (
    <div class="condition-group" role="group" aria-label="Time" data-field="inTime.time">
      <div class="condition-line">
        <span class="condition-text">the time is</span>
        <span class="grow" />
        {remove}
      </div>
      <div class="time-days" data-field="time.days" role="group" aria-label="Days of the week">
        {DAYS.map(([day, name]) => (
          <label key={day} class="time-day">
            <input
              type="checkbox"
              aria-label={name}
              checked={time.days?.includes(day) === true}
              onChange={(event) => set('days', toggled(time.days, day, event.currentTarget.checked))}
            />
            <span aria-hidden="true">{name.slice(0, 2)}</span>
          </label>
        ))}
      </div>
      <div class="time-parts">
        {text('from', 'From', '09:00')}
        {text('to', 'To', '18:00')}
        {text('timezone', 'Time zone', 'UTC')}
        <Field label="Days of the month">
          {(control) => (
            <TextInput
              {...control}
              data-field="time.daysOfMonth"
              mono
              placeholder="1, 15, -1"
              value={monthDays.text}
              aria-invalid={monthDays.invalid ? true : undefined}
              onInput={monthDays.onText}
              onBlur={monthDays.onBlur}
            />
          )}
        </Field>
        <OptionalInstant label="After" field="time.after" value={time.after} onChange={(at) => set('after', at)} />
        <OptionalInstant label="Before" field="time.before" value={time.before} onChange={(at) => set('before', at)} />
        {text('cron', 'Cron expression', '0 10 * * 6#1')}
        {text('duration', 'For', 'PT4H')}
      </div>
      <CronFirings time={time} />
      <Issue path={path} below />
      <TimeZones id={zones} />
    </div>
  );
}

/** An instant that may be left out. */
export function OptionalInstant({
  label,
  field,
  value,
  onChange,
}: {
  readonly label: string;
  readonly field: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}): JSX.Element {
  return (
    <div class="time-part">
      <span>{label}</span>
      <span class="row">
        <InstantInput label={label} field={field} value={value ?? ''} onChange={onChange} />
        {value !== undefined && (
          <Button look="ghost" icon="x" label={`No ${label.toLowerCase()}`} onClick={() => onChange(undefined)} />
        )}
      </span>
    </div>
  );
}

function toggled(days: readonly Weekday[] = [], day: Weekday, on: boolean): readonly Weekday[] | undefined {
  const next = DAYS.map(([name]) => name).filter((name) => (name === day ? on : days.includes(name)));
  return next.length === 0 ? undefined : next;
}

const NUMBERS = {
  format: (numbers: readonly number[]) => numbers.join(', '),
  parse(text: string): readonly number[] | undefined {
    return /^[\s,\d-]*$/.test(text) ? (text.match(/-?\d+/g) ?? []).map(Number) : undefined;
  },
};

function TimeZones({ id }: { readonly id: string }): JSX.Element {
  return (
    <datalist id={id}>
      {Intl.supportedValuesOf('timeZone').map((zone) => (
        <option key={zone}>{zone}</option>
      ))}
    </datalist>
  );
}
