import type { DataOf } from '../../kernel/operation.ts';
import { type getReport, reportTypes } from './contract.ts';
import type { Format, ReportRow } from './store.ts';
import { bands } from './types/board-pack/snapshot.ts';

export type ReportData = DataOf<typeof getReport>;

/** A row as the API shows it. */
export function presentReport(row: ReportRow): ReportData {
  const { requestedBy, failureCode, failureMessage } = row;
  return {
    id: row.id,
    reportType: reportTypes.find((type) => type === row.reportType) ?? 'BOARD_PACK',
    status: row.status,
    title: row.title,
    assessmentId: row.assessmentId,
    frameworkCode: row.frameworkCode,
    period: { from: row.periodFrom, to: row.periodTo },
    asOf: row.asOf,
    score: row.score,
    riskLevel: bands.find((band) => band === row.riskLevel) ?? null,
    formulaVersion: row.formulaVersion,
    files: row.files.map(({ publicKey: _, ...file }) => ({
      ...file,
      fileName: fileNameOf(row, file.format),
    })),
    failure:
      failureCode !== null && failureMessage !== null ? { code: failureCode, message: failureMessage } : null,
    createdBy: { kind: requestedBy.kind, id: requestedBy.id, name: requestedBy.name },
    createdAt: row.createdAt,
    availableAt: row.status === 'AVAILABLE' ? row.completedAt : null,
  };
}

/** `board-pack-2026-06-30.pdf` */
export function fileNameOf(
  { reportType, asOf }: Pick<ReportRow, 'reportType' | 'asOf'>,
  format: Format,
): string {
  return `${reportType.toLowerCase().replaceAll('_', '-')}-${asOf.slice(0, 10)}.${format}`;
}
