import ipaddr from 'ipaddr.js';

/**
 * The network that failed attempts are counted under: one IPv4 address, or the /64 of an IPv6 address, which is what one
 * subscriber usually holds (RFC 6177). IPv4 in IPv6 clothing counts as IPv4.
 */
export function sourceNetwork(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const network = parsed.toByteArray().map((byte, index) => (index < 8 ? byte : 0));
  return `${ipaddr.fromByteArray(network).toString()}/64`;
}
