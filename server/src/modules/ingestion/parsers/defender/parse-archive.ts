import type { Archive, ParseArchive } from '../archive.ts';
import { JoinedSink } from '../joined-sink.ts';
import { isObject, textOf } from '../mapping/json.ts';
import { type ParseLimits, type ParseSink, ReportError, type SourceTarget } from '../parser.ts';
import { readJsonItems } from '../readers/json/items.ts';
import { isMachine, targetOfMachine } from './machine.ts';
import { DefenderRecords, recordLists } from './parse.ts';

const maxMachines = 500_000;

/** Lists of the API in one archive: machines are read first, wherever they stand, so that software names the machine it is on. */
const parse: ParseArchive = async (archive, sink, limits) => {
  const names = archive.entries.map(({ name }) => name).filter((name) => /\.json$/i.test(name));
  const machines = await readMachines(archive, names, limits);
  const joined = new JoinedSink(sink);
  for (const name of names) {
    const part = joined.part(name);
    part.scan({ toolName: 'Microsoft Defender Vulnerability Management' });
    const records = new DefenderRecords(part, machines);
    await readJsonItems({ source: archive.read(name), limits, sink: part }, recordLists, {
      item: (value, where) => records.add(value, where),
    });
  }
  joined.end();
};

export default parse;

/** What is wrong with the documents is said when their records are read. */
const silent: ParseSink = {
  scan: () => {},
  sourceItem: () => {},
  finding: () => {},
  problem: () => {},
  covered: () => {},
};

async function readMachines(
  archive: Archive,
  names: readonly string[],
  limits: ParseLimits,
): Promise<ReadonlyMap<string, SourceTarget>> {
  const machines = new Map<string, SourceTarget>();
  for (const name of names) {
    await readJsonItems({ source: archive.read(name), limits, sink: silent }, recordLists, {
      item: (value) => {
        const id = isObject(value) && isMachine(value) ? textOf(value.id) : undefined;
        if (id === undefined || !isObject(value)) return;
        machines.set(id, targetOfMachine(value));
        if (machines.size > maxMachines) throw tooMany(name);
      },
    });
  }
  return machines;
}

function tooMany(name: string): ReportError {
  return new ReportError(`The archive lists more than ${maxMachines} machines. Split it.`, {
    code: 'PAYLOAD_TOO_LARGE',
    where: name,
  });
}
