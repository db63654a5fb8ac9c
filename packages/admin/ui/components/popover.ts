const GAP = 4;
const MARGIN = 8;

/** Places a popover below its button, within the window. Sets properties, which the page's policy allows, unlike style attributes. */
export function placeBelow(button: Element, popover: HTMLElement): void {
  const from = button.getBoundingClientRect();
  // Its last place may be outside a window that has become narrower, and leave it less width.
  popover.style.setProperty('left', '0');
  const { width, height } = popover.getBoundingClientRect();
  const below = from.bottom + GAP;
  const fits = below + height <= innerHeight - MARGIN;
  const top = fits ? below : Math.max(MARGIN, from.top - GAP - height);
  const start = from.left + width > innerWidth - MARGIN ? from.right - width : from.left;
  popover.style.setProperty('top', `${top}px`);
  popover.style.setProperty('left', `${Math.max(MARGIN, start)}px`);
}

const STEPS: { readonly [key: string]: number } = { ArrowDown: 1, ArrowUp: -1 };

/** Moves the focus among the items of a menu or a list with the keyboard. */
export function moveFocus(event: KeyboardEvent, container: Element, selector: string): void {
  const items = [...container.querySelectorAll<HTMLElement>(`${selector}:not(:disabled)`)];
  const current = items.indexOf(document.activeElement as HTMLElement);
  const next = nextIndex(event.key, items, current);
  if (next === undefined) return;
  event.preventDefault();
  items.at(next % items.length)?.focus();
}

function nextIndex(key: string, items: readonly HTMLElement[], current: number): number | undefined {
  if (items.length === 0) return undefined;
  const step = STEPS[key];
  if (step !== undefined) return Math.max(current + step, -1);
  if (key === 'Home') return 0;
  if (key === 'End') return -1;
  if (key.length !== 1 || key === ' ') return undefined;
  const starts = (item: HTMLElement): boolean => item.textContent.trim().toLowerCase().startsWith(key.toLowerCase());
  const after = items.findIndex((item, index) => index > current && starts(item));
  const first = after === -1 ? items.findIndex(starts) : after;
  return first === -1 ? undefined : first;
}
