const two = (value: number): string => String(Math.trunc(Math.abs(value))).padStart(2, '0');

/** Returns an instant as the browser's clock shows it, as `datetime-local` takes it. */
export function localText(date: Date): string {
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Returns a time of the browser's clock with its offset at that time. */
export function withOffset(local: string): string {
  const offset = -new Date(local).getTimezoneOffset();
  if (offset === 0) return `${local}:00Z`;
  return `${local}:00${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}
