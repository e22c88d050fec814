import { AppError } from '../../kernel/errors.ts';
import type { Ctx } from '../../platform/db/ctx.ts';
import type { FileAnswer, TenantRequest } from '../../platform/http/handler.ts';
import type { Platform } from '../../platform/platform.ts';
import { reportText } from './messages.ts';
import { fileNameOf } from './present.ts';
import { type FileRow, type Format, getReport } from './store.ts';

/**
 * The frozen bytes, the same each time: storage checks them against their SHA-256 while they stream.
 * @throws AppError NOT_FOUND, CONFLICT while there is no file (in this format)
 */
export async function downloadFile(
  platform: Platform,
  request: TenantRequest,
  reportId: string,
  format: Format | undefined,
): Promise<FileAnswer> {
  const { file, fileName } = await request.write((ctx) => noteDownload(ctx, reportId, format));
  const stream = await platform.storage.forTenant(request.caller.tenantId).get(file.sha256);
  return {
    stream,
    contentType: file.contentType,
    fileName,
    sizeBytes: file.sizeBytes,
    headers: {
      etag: `"${file.sha256}"`,
      digest: `sha-256=${Buffer.from(file.sha256, 'hex').toString('base64')}`,
    },
  };
}

async function noteDownload(
  ctx: Ctx,
  reportId: string,
  format: Format | undefined,
): Promise<{ file: FileRow; fileName: string }> {
  const report = await getReport(ctx, reportId);
  if (report.status === 'GENERATING') throw new AppError('CONFLICT', reportText.notYet);
  if (report.status === 'FAILED') throw new AppError('CONFLICT', reportText.failed);
  const file = format === undefined ? report.files[0] : report.files.find((one) => one.format === format);
  if (!file)
    throw new AppError(
      'CONFLICT',
      reportText.noFormat(
        format ?? 'file',
        report.files.map((one) => one.format),
      ),
    );
  ctx.audit({
    type: 'report.downloaded',
    subject: { type: 'report', id: reportId },
    data: { format: file.format, sha256: file.sha256 },
  });
  return { file, fileName: fileNameOf(report, file.format) };
}
