import type { ExportRow } from './export-store.ts';
import type { Status } from './lifecycle.ts';

/** What both forms of VEX are made from. */
export interface VexDocument {
  readonly id: string;
  readonly at: string;
  readonly author: string;
  readonly rows: AsyncIterable<ExportRow>;
}

/** One weakness of one product. A record that names several CVEs makes as many statements. */
export interface Statement {
  readonly name: string;
  /** Who gave the name. */
  readonly source: { readonly name: string; readonly url?: string };
  readonly status: Status;
  /** Why it is none; only of FALSE_POSITIVE. */
  readonly impact: string | null;
  /** What is done about it; null where nothing is left to do. */
  readonly action: string | null;
  readonly row: ExportRow;
}

export function statementsOf(row: ExportRow): readonly Statement[] {
  const { status } = row;
  if (status === null) return [];
  const words = { status, impact: impactOf(row, status), action: actionOf(row, status), row };
  return namesOf(row).map((name) => ({ ...words, ...name }));
}

/** The public name where there is one: CVE before advisory; else the tool's own. */
function namesOf(row: ExportRow): readonly Pick<Statement, 'name' | 'source'>[] {
  if (row.cves.length > 0)
    return row.cves.map((name) => ({
      name,
      source: { name: 'NVD', url: `https://nvd.nist.gov/vuln/detail/${name}` },
    }));
  if (row.advisories.length > 0)
    return row.advisories.map((name) => ({ name, source: advisorySource(name) }));
  return [{ name: `${row.tool}:${row.ruleId}`, source: { name: row.tool } }];
}

function advisorySource(name: string): Statement['source'] {
  return /^GHSA(?:-[0-9a-z]{4}){3}$/i.test(name)
    ? { name: 'GitHub Advisories', url: `https://github.com/advisories/${name}` }
    : { name: 'Advisory' };
}

function impactOf({ decisionReason }: ExportRow, status: Status): string | null {
  if (status !== 'FALSE_POSITIVE') return null;
  return decisionReason || 'It was reviewed and is no weakness here.';
}

/**
 * What is not verified is said to affect, also where a fix was declared: a document for others must not say more than is known.
 * Reasons of acceptances are the tenant's own and stay out.
 */
function actionOf(row: ExportRow, status: Status): string | null {
  switch (status) {
    case 'OPEN':
      return row.remediation || updateOf(row) || 'To be fixed; no remedy is known to the register yet.';
    case 'CLIENT_FIXED':
      return `A fix was declared at ${row.statusChangedAt} and is not verified yet.`;
    case 'RISK_ACCEPTED':
      return `The risk is accepted until ${row.acceptedUntil}; no fix is planned before.`;
    case 'VERIFIED':
    case 'FALSE_POSITIVE':
      return null;
  }
}

function updateOf({ component }: ExportRow): string | undefined {
  return component?.fixedVersion && `Update ${component.name} to ${component.fixedVersion}.`;
}
