import type { Measurement } from './bench.ts';
import { requestsPerSecond } from './load.ts';
import { compare, startStand } from './stand.ts';

const connections = 64;
const seconds = 3;

/** One read of a tenant over HTTP, beside the bare pipelined transaction in a bare route. */
export async function bench(): Promise<Measurement> {
  const { url, floorUrl, headers, tenantId, stop } = await startStand();
  try {
    const ours = { url: `${url}/api/v1/tenants/${tenantId}/branding`, headers, connections, seconds };
    const bare = { url: `${floorUrl}/point`, headers, connections, seconds };
    return await compare({
      name: 'point-read',
      goal: 0.6,
      value: () => requestsPerSecond(ours),
      floor: () => requestsPerSecond(bare),
    });
  } finally {
    await stop();
  }
}

if (import.meta.main) console.log(JSON.stringify(await bench()));
