import { newId } from '../kernel/source.ts';
import type { TestTenant } from '../testing/people.ts';
import type { TestServer } from '../testing/server.ts';

/** One record a tenant for every id that stands in a path of a built operation. */
export type Records = Readonly<Record<string, string>>;

/** As a request states it. */
export const riskScenario = {
  name: 'Ransomware',
  currency: 'EUR',
  threatEventFrequency: { form: 'CONSTANT', value: 2 },
  vulnerability: { source: 'ENTERED', estimate: { form: 'CONSTANT', value: 0.5 } },
  primaryLoss: { form: 'CONSTANT', value: 1_000 },
  secondaryLoss: null,
  control: null,
};

const names = [
  'scopeKeyId',
  'mappingId',
  'extractionId',
  'assessmentId',
  'jobId',
  'assetId',
  'vulnerabilityId',
  'commentId',
  'traceId',
  'scenarioId',
  'reportId',
  'apiKeyId',
] as const;
type Ids = Record<(typeof names)[number] | 'tenantId' | 'userId', string>;

/** Rows are written directly: the operations that make them have tests of their own. */
export async function makeRecords({ clock, database }: TestServer, tenant: TestTenant): Promise<Records> {
  const made = Object.fromEntries(names.map((name) => [name, newId(clock)]));
  const ids = { ...made, tenantId: tenant.tenantId, userId: tenant.member.userId };
  if (!isComplete(ids)) throw new Error('ids are missing');
  for (const [text, values] of statements(ids)) await database.admin.query(text, [...values]);
  return ids;
}

function isComplete(ids: Readonly<Record<string, string>>): ids is Ids {
  return names.every((name) => name in ids);
}

const at = '2026-03-01T08:00:00Z';
const by = '{"kind":"SYSTEM","id":"test"}';
const sha256 = 'ab'.repeat(32);
const finding = {
  where: 'row 1',
  ruleId: 'R-1',
  title: 'Weak',
  severity: 'HIGH',
  sourceSeverity: 'high',
  resultClass: 'VULNERABILITY',
  evidenceClass: 'DIRECT',
  target: { kind: 'HOST', name: 'web-1', identifiers: [{ kind: 'HOSTNAME', value: 'web-1' }] },
  locations: [],
  cves: [],
  cwes: [],
  advisories: [],
  references: [],
  cvss: [],
  tags: [],
  sourceData: {},
};
const { name, currency, ...estimates } = riskScenario;
const zeros = '00000000-0000-7000-8000-000000000000';

function statements(id: Ids): readonly (readonly [string, readonly (string | Buffer)[]])[] {
  const t = id.tenantId;
  return [
    [
      'insert into scope_keys (tenant_id, scope_key_id, key, name, kind, created_at, updated_at, created_by) values ($1, $2, $3, $3, $4, $5, $5, $6)',
      [t, id.scopeKeyId, 'prod', 'NETWORK', at, by],
    ],
    [
      `insert into column_mappings (tenant_id, mapping_id, name, columns, created_at, updated_at, created_by)
       values ($1, $2, 'Sheet', '[{"column":"Name","field":"title"},{"column":"Risk","field":"severity"}]', $3, $3, $4)`,
      [t, id.mappingId, at, by],
    ],
    [
      'insert into extractions (tenant_id, extraction_id, scope_key_id, sha256, tool, parser_version, identity_version, created_at) values ($1, $2, $3, $4, $5, 1, 1, $6)',
      [t, id.extractionId, id.scopeKeyId, sha256, 'generic-csv', at],
    ],
    [
      `insert into assessments (tenant_id, assessment_id, name, scope_key_id, tool, tool_version, job_id, extraction_id, started_at, finished_at, created_at, created_by)
       values ($1, $2, 'Scan', $3, 'generic-csv', '1', $4, $5, $6, $6, $6, $7)`,
      [t, id.assessmentId, id.scopeKeyId, id.jobId, id.extractionId, at, by],
    ],
    [
      `insert into ingestion_jobs (tenant_id, job_id, state, process, tool, file_name, size_bytes, sha256, scope_key_id, extraction_id, created_at, updated_at, created_by)
       values ($1, $2, 'VALIDATED', 'preview', 'generic-csv', 'scan.csv', 10, $3, $4, $5, $6, $6, $7)`,
      [t, id.jobId, sha256, id.scopeKeyId, id.extractionId, at, by],
    ],
    [
      `insert into assets (tenant_id, asset_id, kind, name, first_seen_at, last_seen_at, created_at) values ($1, $2, 'HOST', 'web-1', $3, $3, $3)`,
      [t, id.assetId, at],
    ],
    [
      `insert into findings (tenant_id, extraction_id, ordinal, fingerprint, content_hash, target_key, rule_id, severity, class, title, open_at_source, source_severity, cves, cwes, advisories, location_count, detail)
       values ($1, $2, 1, $3, $3, 'web-1', 'R-1', 'HIGH', 'VULNERABILITY', 'Weak', true, 'high', '{}', '{}', '{}', 0, $4)`,
      [t, id.extractionId, zeros, JSON.stringify(finding)],
    ],
    [
      `insert into vulnerabilities (tenant_id, vulnerability_id, fingerprint, identity_version, tool, rule_id, target_key, asset_id, class, status, title, severity, source_severity, content_hash, extraction_id, ordinal, first_seen_at, opened_at, status_changed_at, first_assessment_id, scope_key_id)
       values ($1, $2, $3, 1, 'generic-csv', 'R-1', 'web-1', $4, 'VULNERABILITY', 'OPEN', 'Weak', 'HIGH', 'high', $3, $5, 1, $6, $6, $6, $7, $8)`,
      [t, id.vulnerabilityId, zeros, id.assetId, id.extractionId, at, id.assessmentId, id.scopeKeyId],
    ],
    [
      `insert into vulnerability_comments (tenant_id, comment_id, vulnerability_id, author_id, body, mentions, created_at, created_by)
       values ($1, $2, $3, $4, 'Seen', '{}', $5, $6)`,
      [t, id.commentId, id.vulnerabilityId, id.userId, at, by],
    ],
    [
      `insert into decision_traces (tenant_id, trace_id, kind, subject_type, subject_id, rule, rule_version, outcome, inputs_sha256, steps, result, as_of, created_at)
       values ($1, $2, 'SCORE', 'tenant', $3, 'posture', '1', '70', $4, '[]', '{}', $5, $5)`,
      [t, id.traceId, t, sha256, at],
    ],
    [
      `insert into risk_scenarios (tenant_id, scenario_id, name, currency, asset_ids, estimates, created_at, created_by, updated_at)
       values ($1, $2, $6, $7, '{}', $3, $4, $5, $4)`,
      [t, id.scenarioId, JSON.stringify(estimates), at, by, name, currency],
    ],
    [
      `insert into reports (tenant_id, report_id, report_type, type_version, status, title, period_from, period_to, as_of, options, requested_by, created_at)
       values ($1, $2, 'BOARD_PACK', 1, 'GENERATING', 'Board pack', '2026-02-01', '2026-02-28', $3, '{"paper":"A4","formats":["pdf"]}', $4, $3)`,
      [t, id.reportId, at, by],
    ],
    [
      `insert into api_keys (tenant_id, key_id, user_id, name, lookup, secret_hash, scopes, created_at, expires_at) values ($1, $2, $3, 'nightly', $4, $5, '{read:assets}', $6, $7)`,
      [t, id.apiKeyId, id.userId, `lookup-${id.apiKeyId}`, Buffer.alloc(32, 9), at, '2027-01-01T00:00:00Z'],
    ],
  ];
}
