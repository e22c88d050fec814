import Value from 'typebox/value';
import type { ReportType } from '../report-type.ts';
import type { BoardPackSnapshot } from './snapshot.ts';
import { boardPackSnapshotSchema } from './snapshot.ts';

const boardPack: ReportType<BoardPackSnapshot> = {
  type: 'BOARD_PACK',
  version: 1,
  formats: ['pdf', 'json'],
  snapshotSchema: boardPackSnapshotSchema,
  accepts: (value): value is BoardPackSnapshot => Value.Check(boardPackSnapshotSchema, value),
  render: async (request) => {
    // Typesetter, chart library and fonts take a second to load, which the start of the server need not pay.
    const { renderBoardPack } = await import('./render.ts');
    return renderBoardPack(request);
  },
  warm: () => import('./render.ts'),
};

export default boardPack;
