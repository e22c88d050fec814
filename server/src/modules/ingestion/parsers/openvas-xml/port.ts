import { serviceOf } from '../mapping/finding.ts';
import { portOf } from '../mapping/host.ts';
import type { RawFinding } from '../parser.ts';

const transports: ReadonlySet<string> = new Set(['tcp', 'udp', 'sctp', 'icmp']);

/** "80/tcp", "http (80/tcp)" of older versions, "general/tcp" for the host as a whole. */
export function serviceOfPort(text: string | undefined): RawFinding['service'] {
  const match = /^(?:([^()]+?)\s*\()?(\w+)\/([\w-]+)\)?$/.exec(text?.trim() ?? '');
  if (match === null) return undefined;
  const [, name, port, transport = ''] = match;
  return serviceOf({
    port: portOf(port),
    transport: transports.has(transport.toLowerCase()) ? transport : undefined,
    name,
  });
}
