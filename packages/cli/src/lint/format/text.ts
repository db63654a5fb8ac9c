import type { Style } from '../../output/style.ts';
import { plain } from '../../output/plain.ts';
import type { Finding } from '../finding.ts';
import { sentenceOf } from './sentence.ts';

/** Formats findings as lines that terminals and editors link: `file:line:column`. */
export function formatText(findings: readonly Finding[], style: Style): string {
  return findings
    .map((finding) => {
      const { file, line, column, level, rule } = finding;
      const color = level === 'error' ? style.red : style.yellow;
      const place = `${plain(file)}:${line}:${column}`;
      return `${place}: ${color(level)}: ${plain(sentenceOf(finding))} ${style.dim(`[${rule}]`)}`;
    })
    .join('\n');
}
