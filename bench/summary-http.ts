import type { Measurement } from './bench.ts';
import { requestsPerSecond } from './load.ts';
import { compare, startStand } from './stand.ts';

const connections = 64;
const seconds = 3;

/** `dashboard/summary` with an API key, beside a bare Fastify route that sends the same bytes. */
export async function bench(): Promise<Measurement> {
  const stand = await startStand();
  try {
    const ours = {
      url: `${stand.url}/api/v1/dashboard/summary`,
      headers: stand.headers,
      connections,
      seconds,
    };
    const bare = { url: `${stand.floorUrl}/summary`, headers: stand.headers, connections, seconds };
    await sameBytes(ours.url, bare.url, stand.headers);
    return await compare({
      name: 'summary-http',
      goal: 0.5,
      value: () => requestsPerSecond(ours),
      floor: () => requestsPerSecond(bare),
    });
  } finally {
    await stand.stop();
  }
}

async function sameBytes(
  one: string,
  other: string,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const [left, right] = await Promise.all(
    [one, other].map(async (url) => (await fetch(url, { headers })).text()),
  );
  if (left !== right) throw new Error('the floor does not send the same bytes');
}

if (import.meta.main) console.log(JSON.stringify(await bench()));
