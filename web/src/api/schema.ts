/** The one door to the types that are generated from the server's openapi.json. */
import type { components, paths as generated } from '../../../client/src/openapi.gen.ts';

/** Below `/api/v1`, which the client adds. */
export type paths = {
  [Path in keyof generated as Path extends `/api/v1${infer Rest}` ? Rest : never]: generated[Path];
};
/** The JSON body that an operation takes. */
export type BodyOf<Operation extends { requestBody?: unknown }> =
  NonNullable<Operation['requestBody']> extends { content: { 'application/json': infer Body } }
    ? Body
    : never;

type Schemas = components['schemas'];

export type Role = Schemas['Role'];
export type Severity = Schemas['Severity'];
export type SeverityCounts = Schemas['SeverityCounts'];
export type ResultClass = Schemas['ResultClass'];
export type Job = Schemas['IngestionJob'];
export type JobState = Schemas['JobState'];
export type JobCheck = Schemas['IngestionCheck'];
export type PreviewItem = Schemas['PreviewItem'];
export type PreviewChange = Schemas['PreviewChange'];
export type PreviewCounts = Schemas['PreviewCounts'];
export type ColumnSuggestion = Schemas['ColumnSuggestion'];
export type Receipt = Schemas['Receipt'];
export type Vulnerability = Schemas['Vulnerability'];
export type VulnerabilityDetail = Schemas['VulnerabilityDetail'];
export type VulnerabilityStatus = Schemas['VulnerabilityStatus'];
export type HistoryEntry = Schemas['VulnerabilityHistoryEntry'];
export type Comment = Schemas['VulnerabilityComment'];
export type AllowedTransition = Schemas['AllowedTransition'];
export type Asset = Schemas['Asset'];
export type Assessment = Schemas['Assessment'];
export type Summary = Schemas['DashboardSummary'];
export type Trends = Schemas['DashboardTrends'];
export type Contribution = Schemas['ScoreContribution'];
export type HeatCell = Schemas['HeatCell'];
export type Report = Schemas['Report'];
export type ReportVerification = Schemas['ReportVerification'];
export type AuditEvent = Schemas['AuditEvent'];
export type ApiKey = Schemas['ApiKey'];
export type NewApiKey = Schemas['NewApiKey'];
export type Scope = Schemas['Scope'];
export type TenantUser = Schemas['TenantUser'];
export type InvitationLink = Schemas['InvitationLink'];
export type Branding = Schemas['Branding'];
