import type { Measurement } from './bench.ts';
import { besideFloor, graphOf, pathsAlone, recursiveQuery } from './blast-graph.ts';

const goals = { buildMs: 10_000, queryMs: 1_500, ratio: 3 } as const;

/** The blast radius of one asset over 1,000,000 assets and 5,000,000 relationships, all of it reached. */
export async function bench(): Promise<readonly Measurement[]> {
  const { result: graph, ms: buildMs } = graphOf(1_000_000, 5);
  const { ms, floorMs } = besideFloor(graph);
  const paths = pathsAlone(graph);
  const sql = await recursiveQuery(1_000_000, 5);
  const none = { floor: null, ratio: null };
  return [
    {
      name: 'blast-1m-build',
      value: buildMs,
      unit: 'ms',
      ...none,
      goal: `<= ${goals.buildMs} ms`,
      met: buildMs <= goals.buildMs,
    },
    {
      name: 'blast-1m',
      value: ms,
      unit: 'ms',
      floor: floorMs,
      ratio: ms / floorMs,
      goal: `<= ${goals.queryMs} ms and ratio <= ${goals.ratio}`,
      met: ms <= goals.queryMs && ms <= goals.ratio * floorMs,
    },
    {
      name: 'blast-1m-paths',
      value: paths,
      unit: 'ms',
      floor: floorMs,
      ratio: paths / floorMs,
      goal: `<= ${goals.queryMs} ms`,
      met: paths <= goals.queryMs,
    },
    {
      name: 'blast-1m-sql',
      value: sql,
      unit: 'ms',
      floor: ms,
      ratio: sql / ms,
      goal: 'recursive SQL is slower',
      met: sql > ms,
    },
  ];
}

if (import.meta.main) console.log(JSON.stringify(await bench()));
