import type { Measurement } from './bench.ts';
import { askAll, besideFloor, graphOf, pathsAlone, recursiveQuery, timed } from './blast-graph.ts';

const goalMs = 20;

/** The blast radius of one asset over 10,000 assets and 50,000 relationships: paths, totals and the smallest cut. */
export async function bench(): Promise<readonly Measurement[]> {
  const { result: graph } = graphOf(10_000, 5);
  const { ms, floorMs } = besideFloor(graph);
  const simulated = timed(() => askAll(graph, 1_000)).ms;
  const paths = pathsAlone(graph);
  const sql = await recursiveQuery(10_000, 5);
  return [
    {
      name: 'blast-10k',
      value: ms,
      unit: 'ms',
      floor: floorMs,
      ratio: ms / floorMs,
      goal: `<= ${goalMs} ms`,
      met: ms <= goalMs,
    },
    {
      name: 'blast-10k-paths',
      value: paths,
      unit: 'ms',
      floor: floorMs,
      ratio: paths / floorMs,
      goal: `<= ${goalMs} ms`,
      met: paths <= goalMs,
    },
    {
      name: 'blast-10k-sql',
      value: sql,
      unit: 'ms',
      floor: ms,
      ratio: sql / ms,
      goal: 'recursive SQL is slower',
      met: sql > ms,
    },
    {
      name: 'blast-10k-simulated',
      value: simulated,
      unit: 'ms',
      floor: null,
      ratio: null,
      goal: '<= 1500 ms',
      met: simulated <= 1_500,
    },
  ];
}

if (import.meta.main) console.log(JSON.stringify(await bench()));
