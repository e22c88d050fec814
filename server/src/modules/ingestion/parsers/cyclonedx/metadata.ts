import { arrayOf, objectOf, textOf } from '../mapping/json.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { ParseSink } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

/** Time and tool of a document. Tools are a list up to 1.4 and `{components, services}` from 1.5. */
export function reportMetadata(metadata: JsonObject, sink: ParseSink): void {
  const finishedAt = utcOfIso(textOf(metadata.timestamp) ?? '');
  if (finishedAt !== undefined) sink.scan({ finishedAt });
  const tools = Array.isArray(metadata.tools) ? metadata.tools : arrayOf(objectOf(metadata.tools).components);
  const tool = objectOf(tools[0]);
  const toolName = textOf(tool.name)?.slice(0, 200);
  const toolVersion = textOf(tool.version)?.slice(0, 100);
  if (toolName !== undefined) sink.scan({ toolName });
  if (toolVersion !== undefined) sink.scan({ toolVersion });
}
