import { addCwe } from '../mapping/identifiers.ts';
import { isObject, objectOf, textOf } from '../mapping/json.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';

export interface Rule {
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly type: string | undefined;
  readonly cwes: readonly number[];
}

const maxRules = 20_000;
const maxDescriptionLength = 8_000;

/** Rules that a report carries beside its issues. At most 20,000. */
export class RuleBook {
  readonly #rules = new Map<string, Rule>();

  find(key: string): Rule | undefined {
    return this.#rules.get(key);
  }

  /** An entry of a list (an object with its key, or a pair of key and rule) or a member of an object of rules. */
  add(value: JsonValue, name?: string): void {
    const rule = objectOf(Array.isArray(value) ? value[1] : value);
    const key = (Array.isArray(value) ? textOf(value[0]) : undefined) ?? textOf(rule.key) ?? name;
    if (key === undefined || !isObject(rule) || this.#rules.size >= maxRules) return;
    this.#rules.set(key, ruleOf(rule));
  }
}

function ruleOf(rule: JsonObject): Rule {
  const description = textOf(rule.htmlDesc) ?? textOf(rule.mdDesc) ?? textOf(rule.description);
  const cwes: number[] = [];
  for (const [id] of (description ?? '').matchAll(/\bCWE-\d{1,6}\b/gi)) addCwe(cwes, id);
  return {
    name: textOf(rule.name),
    description: description?.slice(0, maxDescriptionLength),
    type: textOf(rule.type),
    cwes,
  };
}
