import type { Finding } from '../finding.ts';
import { sentenceOf } from './sentence.ts';

/**
 * Formats findings as annotations of a pull request.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function formatGithub(findings: readonly Finding[], pathOf: (file: string) => string): string {
  return findings
    .map((finding) => {
      const { file, line, column, endLine, endColumn, level, rule } = finding;
      const properties = {
        file: pathOf(file),
        line,
        endLine,
        // Columns are only allowed within one line.
        ...(line === endLine ? { col: column, endColumn } : {}),
        title: `flagstaff ${rule}`,
      };
      const list = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
      return `::${level} ${list.join(',')}::${data(sentenceOf(finding))}`;
    })
    .join('\n');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
