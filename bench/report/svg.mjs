// Draws horizontal bars as SVG: no fonts to load, no scripts, readable on light and dark pages.
const WIDTH = 760;
const LABEL = 250;
const BAR = 18;
const GAP = 5;
const HEAD = 34;
const BETWEEN = 18;
/** Space for the figure to the right of the longest bar. */
const FIGURE = 110;

const COLORS = { own: '#0f7b6c', peer: '#8a94a6', floor: '#d0a13a' };

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const fixed = (value) => Number(value.toFixed(1));

function bars({ title, rows }, top) {
  const longest = Math.max(...rows.map(({ value }) => value));
  const parts = [`<text x="12" y="${top + 20}" class="title">${escape(title)}</text>`];
  rows.forEach(({ label, value, shown, color }, index) => {
    const y = top + HEAD + index * (BAR + GAP);
    const width = Math.max(1, fixed((value / longest) * (WIDTH - LABEL - FIGURE)));
    const middle = y + BAR / 2 + 4;
    parts.push(
      `<text x="${LABEL - 8}" y="${middle}" text-anchor="end">${escape(label)}</text>`,
      `<rect x="${LABEL}" y="${y}" width="${width}" height="${BAR}" rx="2" fill="${COLORS[color]}"/>`,
      `<text x="${fixed(LABEL + width + 6)}" y="${middle}">${escape(shown)}</text>`,
    );
  });
  return { parts, height: HEAD + rows.length * (BAR + GAP) + BETWEEN };
}

/** `groups`: `{ title, rows: { label, value, shown, color }[] }`, each with its own scale. `description` is the accessible title. */
export function chart({ description, groups }) {
  let top = 8;
  const body = [];
  for (const group of groups) {
    const { parts, height } = bars(group, top);
    body.push(...parts);
    top += height;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}" role="img">`,
    `<title>${escape(description)}</title>`,
    '<style>text{font:13px system-ui,sans-serif;fill:#1f2933}.title{font-weight:600}</style>',
    `<rect width="${WIDTH}" height="${top}" fill="#fff"/>`,
    ...body,
    '</svg>',
    '',
  ].join('\n');
}
