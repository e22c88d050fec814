import { reportTypes } from '../types/registry.ts';
import { ReportRenderError } from '../types/report-type.ts';
import type { RenderAnswer, RenderOrder } from './messages.ts';

/**
 * The rendering process: typesetting holds the processor for up to two seconds, which requests must not feel. It gets frozen
 * snapshots and gives bytes; no network, no database, no keys. It ends when its parent does.
 */
process.on('message', (order: RenderOrder) => {
  void render(order).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit(0));
for (const { warm } of reportTypes.values()) await warm?.();

async function render({
  n,
  reportType,
  snapshot: text,
  proof,
  format,
  paper,
}: RenderOrder): Promise<RenderAnswer> {
  try {
    const type = reportTypes.get(reportType);
    const snapshot: unknown = JSON.parse(text);
    if (!type?.accepts(snapshot))
      return { n, kind: 'REFUSED', message: 'The data does not fit this type of report.' };
    const { bytes, mediaType, notes } = await type.render({ snapshot, proof, format, paper });
    return { n, kind: 'RENDERED', bytes, mediaType, notes };
  } catch (error) {
    if (error instanceof ReportRenderError) return { n, kind: 'REFUSED', message: error.message };
    const internal = error instanceof Error && 'internal' in error ? String(error.internal) : '';
    return {
      n,
      kind: 'FAILED',
      message: `${error instanceof Error ? (error.stack ?? error.message) : String(error)} ${internal}`.slice(
        0,
        4_000,
      ),
    };
  }
}
