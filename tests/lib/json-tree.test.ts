import { expect, test } from "vitest";
import { type JsonNode, parseJsonTree, pointerTo } from "../../app/lib/json-tree";

/** The tree as JSON again, its numbers as they came. */
function written(node: JsonNode): string {
  switch (node.kind) {
    case "object":
      return `{${node.fields.map(({ key, value }) => `${JSON.stringify(key)}:${written(value)}`).join()}}`;
    case "array":
      return `[${node.items.map(written).join()}]`;
    case "string":
      return JSON.stringify(node.text);
    default:
      return node.text;
  }
}

test.each([
  '{"id":"pay_1","total":49.00,"tax":-0.50,"big":123456789012345678901234567890,"e":1e-7}',
  '[[],{},[{"a":[1,2,{"b":null}]}],true,false,null]',
  '"only text"',
  "42",
  '{"quotes \\" and \\\\ and \\u00e9 {}[],:":"a \\"b\\" {c} [d] : , \\n"}',
  '{"":{"":""}}',
])("%s is read, and nothing of it is lost", (json) => {
  expect(written(parseJsonTree(json))).toBe(json.replace("\\u00e9", "é"));
});

test("space between the parts, as PostgreSQL writes it, means nothing", () => {
  expect(written(parseJsonTree('{"a": [1, 2], "b": {"c": "d"}}'))).toBe('{"a":[1,2],"b":{"c":"d"}}');
});

test("what is no JSON is refused", () => {
  expect(() => parseJsonTree("{")).toThrow(SyntaxError);
  expect(() => parseJsonTree("nonsense")).toThrow(SyntaxError);
});

test("a pointer is written as RFC 6901 says", () => {
  expect(pointerTo(pointerTo("", "a/b"), "m~n")).toBe("/a~1b/m~0n");
});
