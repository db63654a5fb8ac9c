import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Checks the Markdown files that `// Docs:` lines of sources name. A path is relative to the root of the repository or to the
 * source's package. Returns the number of files named.
 */
export function checkPointers(root, sources, problems) {
  let count = 0;
  for (const { path, text } of sources) {
    const home = path.split('/').slice(0, 2).join('/');
    for (const [index, line] of text.split('\n').entries()) {
      const pointer = /^\s*\/\/ Docs: (.+)$/.exec(line)?.[1] ?? '';
      for (const [name] of pointer.matchAll(/[\w@./-]+\.md\b/g)) {
        count += 1;
        if ([name, join(home, name)].some((file) => existsSync(join(root, file)))) continue;
        problems.push(`${path}:${index + 1} points to ${name}, which does not exist`);
      }
    }
  }
  return count;
}
