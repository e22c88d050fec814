import { given } from '../mapping/given.ts';
import { canonicalIp, hostnameOf, macOf } from '../mapping/host.ts';
import { arrayOf, fieldOf, objectOf, textOf } from '../mapping/json.ts';
import type { SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

/** A record of the list of machines. */
export function isMachine(record: JsonObject): boolean {
  return Object.hasOwn(record, 'computerDnsName') && !Object.hasOwn(record, 'cveId');
}

/** A machine by its id, with the names and addresses that its own record or one on its software gives. */
export function targetOfMachine(record: JsonObject): SourceTarget {
  const name = textOf(record.computerDnsName) ?? textOf(record.deviceName) ?? textOf(record.machineName);
  const addresses = arrayOf(record.ipAddresses).map(objectOf);
  const ips = [record.lastIpAddress, ...addresses.map(({ ipAddress }) => ipAddress)];
  const ip = ips.map((value) => canonicalIp(textOf(value) ?? '')).find((address) => address !== undefined);
  const mac = addresses
    .map(({ macAddress }) => macOf(withColons(textOf(macAddress) ?? '')))
    .find((address) => address !== undefined);
  const system = [record.osPlatform, fieldOf(record, 'osVersion') ?? record.version]
    .map(textOf)
    .filter((part) => part !== undefined)
    .join(' ');
  const id =
    textOf(record.machineId) ??
    textOf(record.deviceId) ??
    (isMachine(record) ? textOf(record.id) : undefined);
  return {
    kind: 'HOST',
    raw: id ?? name ?? ip ?? '',
    ...given({
      hostname: hostnameOf(name ?? ''),
      ip,
      mac,
      operatingSystem: system === '' ? undefined : system.slice(0, 200),
    }),
  };
}

/** The API writes addresses of hardware as twelve digits without a sign between. */
function withColons(address: string): string {
  return /^[0-9a-f]{12}$/i.test(address) ? address.replaceAll(/..(?!$)/g, '$&:') : address;
}
