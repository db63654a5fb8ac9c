import type { Browser } from 'playwright-core';

/** A tab of a window, which is hidden while another one is shown. */
export interface Tab {
  /** Shows it, and hides the one that was shown. */
  show(): Promise<void>;
  close(): Promise<void>;
}

/** One window with a profile of its own. */
export interface Tabs {
  /** Opens a tab, shows it, and hides the one that was shown. */
  open(url: string): Promise<Tab>;
  close(): Promise<void>;
}

/**
 * Opens tabs as a user does. Nothing can be asked of them, because a controlled page is always visible: its script reports to the
 * server what a test needs.
 */
export async function openTabs(browser: Browser): Promise<Tabs> {
  const session = await browser.newBrowserCDPSession();
  const { browserContextId } = await session.send('Target.createBrowserContext');
  return {
    async open(url) {
      const { targetId } = await session.send('Target.createTarget', { url, browserContextId });
      return {
        async show() {
          await session.send('Target.activateTarget', { targetId });
        },
        async close() {
          await session.send('Target.closeTarget', { targetId });
        },
      };
    },
    async close() {
      await session.send('Target.disposeBrowserContext', { browserContextId });
      await session.detach();
    },
  };
}
