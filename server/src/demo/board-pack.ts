import { writeFile } from 'node:fs/promises';
import { type CrpClient, unwrap, unwrapStream } from '../../../client/src/index.ts';

const waitSeconds = 30;

/** Makes a board pack for the last three months and keeps its PDF at `path`. @throws Error when it fails, with the reason */
export async function downloadBoardPack(
  crp: CrpClient,
  { path, nowMs }: { readonly path: string; readonly nowMs: number },
): Promise<void> {
  const day = (daysAgo: number) => new Date(nowMs - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const { reportId } = await unwrap(
    crp.POST('/api/v1/reports/generate', {
      params: { query: { wait: waitSeconds } },
      body: { reportType: 'BOARD_PACK', period: { from: day(89), to: day(0) } },
    }),
  );
  const report = await unwrap(
    crp.GET('/api/v1/reports/{reportId}', { params: { path: { reportId }, query: { wait: waitSeconds } } }),
  );
  if (report.status !== 'AVAILABLE')
    throw new Error(`the board pack is ${report.status}: ${report.failure?.message ?? 'no reason given'}`);
  const stream = await unwrapStream(
    crp.GET('/api/v1/reports/{reportId}/download', {
      params: { path: { reportId }, query: { format: 'pdf' } },
      parseAs: 'stream',
    }),
  );
  await writeFile(path, stream);
}
