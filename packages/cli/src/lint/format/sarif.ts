import { levelOf, RULES } from '../finding.ts';
import type { Finding, RuleName } from '../finding.ts';
import { sentenceOf } from './sentence.ts';

const NAMES = Object.keys(RULES) as readonly RuleName[];

/**
 * Returns findings as a SARIF log, which code scanning reads.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifLog(findings: readonly Finding[], version: string, pathOf: (file: string) => string): object {
  const rules = NAMES.map((id) => ({
    id,
    shortDescription: { text: RULES[id] },
    defaultConfiguration: { level: levelOf(id) },
  }));
  const results = findings.map((finding) => {
    const { file, line, column, endLine, endColumn, rule, level } = finding;
    const uri = pathOf(file).split('/').map(encodeURIComponent).join('/');
    const region = { startLine: line, startColumn: column, endLine, endColumn };
    return {
      ruleId: rule,
      ruleIndex: NAMES.indexOf(rule),
      level,
      message: { text: sentenceOf(finding) },
      locations: [{ physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region } }],
    };
  });
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'flagstaff', version, rules } }, columnKind: 'utf16CodeUnits', results }],
  };
}
