import type { JSX } from 'preact';
import type { TimeWindow } from '@flagstaff/core';
import { formatDateTimeIn } from '../lib/format.ts';
import { useAsync } from '../lib/use-async.ts';

const SHOWN = 5;

/** When a cron expression fires next, in its own time zone. Nothing while it is not valid. */
export function CronFirings({ time: { cron = '', timezone = 'UTC' } }: { readonly time: TimeWindow }): JSX.Element {
  const firings = useAsync(async () => {
    if (cron === '') return [];
    const { nextFirings } = await import('../engine/cron.ts');
    return nextFirings(cron, timezone, { after: new Date(), most: SHOWN })?.map((at) => formatDateTimeIn(at, timezone));
  }, `${timezone} ${cron}`);
  return (
    <div aria-live="polite">
      {firings !== undefined && firings.length > 0 && (
        <p class="condition-note">
          Fires next, in {timezone}:{' '}
          {firings.map((text, index) => (
            <span key={text} class="condition-instant">
              {text}
              {index < firings.length - 1 && ' · '}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}
