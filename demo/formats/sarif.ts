import { createHash } from 'node:crypto';
import type { CodeRule } from '../weaknesses/code.ts';

export interface CodeScan {
  readonly repository: string;
  readonly finishedAt: Date;
  /** Every rule that ran, by its id. */
  readonly rules: ReadonlyMap<string, CodeRule>;
  /** `place` is `file#function`. */
  readonly found: readonly { readonly rule: string; readonly place: string }[];
}

/** One run of a code analyser, SARIF 2.1.0. */
export function sarifReport({ repository, finishedAt, rules, found }: CodeScan): string {
  const ids = [...rules.keys()];
  const run = {
    tool: {
      driver: {
        name: 'Code analyser',
        semanticVersion: '2.19.3',
        rules: [...rules].map(([id, rule]) => ruleOf(id, rule)),
      },
    },
    versionControlProvenance: [{ repositoryUri: repository, branch: 'main' }],
    invocations: [{ executionSuccessful: true, endTimeUtc: finishedAt.toISOString() }],
    results: found.map(({ rule, place }) =>
      resultOf({ rule, place, index: ids.indexOf(rule), about: rules.get(rule)?.about ?? rule }),
    ),
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, null, 1)}\n`;
}

function ruleOf(id: string, { title, about, fix, severity, cwe }: CodeRule): unknown {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: about },
    help: { text: fix },
    defaultConfiguration: { level: severity >= 7 ? 'error' : 'warning' },
    properties: {
      'security-severity': severity.toFixed(1),
      precision: 'high',
      tags: ['security', `external/cwe/cwe-${String(cwe).padStart(3, '0')}`],
    },
  };
}

interface Result {
  readonly rule: string;
  readonly place: string;
  readonly index: number;
  readonly about: string;
}

function resultOf({ rule, place, index, about }: Result): unknown {
  const [uri = '', name = ''] = place.split('#');
  const digest = createHash('sha256').update(`${rule} ${place}`).digest();
  return {
    ruleId: rule,
    ruleIndex: index,
    message: { text: about },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
          region: { startLine: 10 + digest.readUInt8(0) },
        },
        logicalLocations: [{ name, kind: 'function' }],
      },
    ],
    partialFingerprints: { primaryLocationLineHash: `${digest.toString('hex').slice(0, 16)}:1` },
  };
}
