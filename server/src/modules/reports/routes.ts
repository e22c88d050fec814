import { answers, type Binding, changes, reads, serves } from '../../platform/http/handler.ts';
import type { Platform } from '../../platform/platform.ts';
import { downloadReport, generateReport, getReport, listReports, verifyReport } from './contract.ts';
import { downloadFile } from './download.ts';
import { presentReport } from './present.ts';
import { orderReport, reportPage } from './service.ts';
import { verify } from './verify.ts';
import { waitForReport } from './waiting.ts';

const defaultWaitSeconds = 10;

export const routes = (platform: Platform): readonly Binding[] => {
  const { live } = platform;
  return [
    reads(listReports, (ctx, { query }) => reportPage(ctx, query)),
    changes(
      generateReport,
      async (ctx, { body }) => {
        const report = await orderReport(ctx, body);
        return { reportId: report.id, status: report.status, report };
      },
      {
        after: async (request, { reportId }, { query }) => {
          const seconds = query.wait ?? defaultWaitSeconds;
          const report = presentReport(await waitForReport({ request, live, reportId, seconds }));
          return { reportId, status: report.status, report };
        },
      },
    ),
    serves(getReport, async (request, { params, query }) =>
      presentReport(
        await waitForReport({ request, live, reportId: params.reportId, seconds: query.wait ?? 0 }),
      ),
    ),
    serves(downloadReport, (request, { params, query }) =>
      downloadFile(platform, request, params.reportId, query.format),
    ),
    answers(verifyReport, (request) => verify(platform, request)),
  ];
};
