import { toast } from '../components/toast.tsx';

/** Copies text, and says whether the browser allowed it. */
export function copyText(text: string, what: string): void {
  navigator.clipboard.writeText(text).then(
    () => toast(`${what} copied.`),
    () => toast('The browser did not allow copying.', { tone: 'danger' }),
  );
}
