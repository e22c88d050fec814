import type { ResultClass } from '../../../../kernel/severity.ts';
import { findingOf, serviceOf } from '../mapping/finding.ts';
import { portOf } from '../mapping/host.ts';
import type { RawFinding } from '../parser.ts';
import type { XmlAttributes } from '../readers/xml/reader.ts';
import type { Node } from './node.ts';

/** A port of a host with the services on it. */
export class Endpoint {
  /** The simple report names a port at its service and gives no state. */
  readonly isSimple: boolean;
  readonly #attributes: XmlAttributes;
  readonly #products: string[] = [];
  #name: string | undefined;

  constructor(attributes: XmlAttributes) {
    this.#attributes = attributes;
    this.isSimple = attributes.name !== undefined;
  }

  service(name: string | undefined): void {
    if (name !== undefined && name !== '' && !name.startsWith('<')) this.#name ??= name;
  }

  open(name: string, { vendor, product, version }: XmlAttributes): void {
    if (name !== 'fingerprint' || this.#products.length >= 20) return;
    const words = [vendor, product, version].filter((word) => word !== undefined && word !== '');
    if (words.length > 0) this.#products.push([...new Set(words)].join(' ').slice(0, 300));
  }

  get identity(): RawFinding['service'] {
    const { port, protocol } = this.#attributes;
    return serviceOf({ port: portOf(port), transport: protocol, name: this.#name });
  }

  finding(node: Node): RawFinding {
    const { port = '', protocol = 'tcp', status = 'open' } = this.#attributes;
    const label = `${port}/${protocol}${this.#name === undefined ? '' : ` (${this.#name})`}`;
    return findingOf({
      where: `node ${node.address}, endpoint ${port}/${protocol}`,
      ruleId: 'open-port',
      title: status === 'open' ? `Open port: ${label}` : `Port ${label} is ${status}`,
      description: this.#products.length === 0 ? undefined : this.#products.join('\n'),
      severity: 'INFO',
      sourceSeverity: '',
      resultClass: classOfStatus(status),
      evidenceClass: 'DIRECT',
      target: node.target,
      service: this.identity,
      sourceData: { status },
    });
  }
}

function classOfStatus(status: string): ResultClass {
  if (status === 'open') return 'EXPOSURE_SIGNAL';
  return status === 'closed' || status === 'filtered' ? 'NEGATIVE_RESULT' : 'INFORMATIONAL';
}
