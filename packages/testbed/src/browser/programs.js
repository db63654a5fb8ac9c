// Plain JavaScript, like what looks for them and installs them.

/**
 * Names of browsers that tests can use.
 *
 * @type {readonly string[]}
 */
export const BROWSER_PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * Chromium without windows: its pages take less processor time, but none is ever hidden. Older distributions lack it.
 *
 * @type {string}
 */
export const WINDOWLESS = 'chromium-headless-shell';
