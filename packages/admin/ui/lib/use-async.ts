import { useEffect, useState } from 'preact/hooks';
import { afterPaint } from './after-paint.ts';

/**
 * Returns what the latest call resolved to, after each change of `key`. Undefined before the first. A call that fails changes nothing.
 *
 * @param run Called once the browser has painted what was typed.
 */
export function useAsync<T>(run: () => Promise<T>, key: string): T | undefined {
  const [value, setValue] = useState<T>();
  useEffect(() => {
    let isLatest = true;
    const cancel = afterPaint(() => void look().catch(() => undefined));

    async function look(): Promise<void> {
      const next = await run();
      if (isLatest) setValue(next);
    }

    return () => {
      isLatest = false;
      cancel();
    };
  }, [key]);
  return value;
}
