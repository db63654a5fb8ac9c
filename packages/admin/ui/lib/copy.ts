import { toast } from '../components/toast.tsx';

/** Copies text, and says whether the browser allowed it. */
export function copyText(text: string, what: string): void {
  copy(text).then(
    () => toast(`${what} copied.`),
    () => toast('The browser did not allow copying.', { tone: 'danger' }),
  );
}

/** Rejects outside a secure context, where there is no clipboard. */
async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
