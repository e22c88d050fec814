import type { DataOf } from '../../kernel/operation.ts';
import type { TenantRequest } from '../../platform/http/handler.ts';
import type { Platform } from '../../platform/platform.ts';
import type { suggestColumnMapping } from './column-contract.ts';
import { allMappings, type MappingRow } from './column-store.ts';
import { suggestTable } from './extract/suggest.ts';
import { mappingFault } from './parsers/mapping/generic-columns.ts';
import type { SuggestedColumn } from './parsers/mapping/suggest/suggest.ts';
import { columnKey } from './parsers/mapping/table.ts';
import { getJob } from './store.ts';

type Suggestion = DataOf<typeof suggestColumnMapping>;

const maxSaved = 10;
const maxCompared = 1_000;

/** What the columns of a job's table most likely are, and which saved mappings fit them. No transaction is open while the file is read. */
export async function columnSuggestion(
  platform: Platform,
  request: TenantRequest,
  jobId: string,
): Promise<Suggestion> {
  const { job, saved } = await request.read(async (ctx) => ({
    job: await getJob(ctx, jobId),
    saved: await allMappings(ctx, { q: null, limit: maxCompared }),
  }));
  const uploaded = { tenantId: request.caller.tenantId, sha256: job.sha256, sizeBytes: job.sizeBytes };
  const { tool, format, rowsSeen, columns } = await suggestTable(platform, uploaded, request.signal);
  return {
    tool,
    format,
    rowsSeen,
    columns: columns.map((column) => ({ ...column, samples: [...column.samples] })),
    lacks: mappingFault(columns.map(({ column, field }) => ({ column, field }))) ?? null,
    saved: fitting(saved, columns),
  };
}

/** Mappings of which at least half the columns are there, those that miss least first. */
function fitting(saved: readonly MappingRow[], columns: readonly SuggestedColumn[]): Suggestion['saved'] {
  const keys = new Set(columns.map(({ column }) => columnKey(column)));
  return saved
    .map(({ id, name, columns: mapped }) => {
      const found = mapped.filter(({ column }) => keys.has(columnKey(column))).length;
      return { id, name, found, missing: mapped.length - found };
    })
    .filter(({ found, missing }) => found >= missing && found > 0)
    .toSorted((a, b) => a.missing - b.missing || b.found - a.found)
    .slice(0, maxSaved);
}
