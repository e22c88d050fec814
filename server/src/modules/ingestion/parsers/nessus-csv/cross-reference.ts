import { addCwe, addOnce } from '../mapping/identifiers.ts';
import type { TableRow } from '../mapping/table.ts';
import { columns } from './columns.ts';

/** Cross references that name a classification or a control catalogue, not an advisory. */
const classificationPattern = /^(?:OWASP|WASC|CAPEC|HIPAA|ISO|NIST|PCI|DISA|800-)/;

/** "IAVT:0001-T-0931", "CERT #836068", "CWE #310" and "MS17-010", on lines or between commas; Microsoft bulletins beside them. */
export function crossReferencesOf(row: TableRow): { cwes: number[]; advisories: string[] } {
  const cwes: number[] = [];
  const advisories: string[] = [];
  for (const entry of split(row.text(...columns.crossReferences))) {
    const [, scheme = '', id = ''] = /^([\w.-]+)\s*[:#]\s*#?\s*(\S.*)$/.exec(entry) ?? [];
    if (scheme.toUpperCase() === 'CWE') addCwe(cwes, id);
    else if (scheme !== '' && !classificationPattern.test(scheme))
      addOnce(advisories, `${scheme}:${id}`.slice(0, 200));
  }
  for (const bulletin of split(row.text(...columns.bulletins)))
    addOnce(advisories, `MSKB:${bulletin.replace(/^KB/i, '')}`.slice(0, 200));
  for (const cwe of split(row.text(...columns.cwe))) addCwe(cwes, cwe);
  return { cwes, advisories };
}

function split(text: string | undefined): string[] {
  const entries = text?.split(/[,;\n\r]+/, 10_000) ?? [];
  return entries.map((entry) => entry.trim().slice(0, 500)).filter((entry) => entry !== '');
}
