import type pg from 'pg';
import type { Check, ExtractionRow, JobRow } from '../store.ts';

interface DocumentRow {
  /** Name inside an archive; empty for a file that is one document. */
  readonly document: string;
  readonly findings: number;
  readonly least: number | null;
  readonly unsure: number;
}

/** Below this a finding is named as unsure. */
const sure = 0.6;
const maxDocuments = 50;

/**
 * One warning for each document whose findings were recognised in prose: somebody looks at it beside the preview and says so by
 * the warning's id. A report without findings is looked at too: they may have been missed.
 */
export async function confirmChecks(
  client: pg.PoolClient,
  job: JobRow,
  extraction: ExtractionRow,
): Promise<readonly Check[]> {
  const { rows } = await client.query<DocumentRow>(
    `select coalesce(substring(detail->>'where' from '^(.*): [^:]*$'), '') as document, count(*)::int as findings,
            min((detail->>'confidence')::float8) as least,
            count(*) filter (where coalesce((detail->>'confidence')::float8, 0) < $2)::int as unsure
       from findings where extraction_id = $1 group by 1 order by 1`,
    [extraction.id, sure],
  );
  const documents = rows.length > 0 ? rows : [{ document: '', findings: 0, least: null, unsure: 0 }];
  return documents.slice(0, maxDocuments).map((row, index) => checkOf(row, index, job.fileName));
}

function checkOf(row: DocumentRow, index: number, fileName: string | null): Check {
  const { document, findings, least, unsure } = row;
  const name = document === '' ? (fileName ?? 'the document') : document;
  const shown = name.length > 200 ? `${name.slice(0, 199)}…` : name;
  const doubt = unsure === 0 ? '' : ` ${unsure} of them are unsure.`;
  const lowest = least === null ? '' : ` The least sure one stands at ${Math.round(least * 100)} %.`;
  return {
    id: index === 0 ? 'confirm-document' : `confirm-document-${index + 1}`,
    level: 'WARNING',
    title: `Findings of ${shown} were read from prose`,
    message: `${findings} findings were recognised.${doubt}${lowest} Compare each with its page in the preview, and look for what is missing, before you acknowledge this.`,
    count: findings,
  };
}
