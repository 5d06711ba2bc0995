import { memo, useMemo, useState } from "react";
import { type JsonNode, parseJsonTree, pointerTo } from "../lib/json-tree";

interface Props {
  /** JSON text */
  json: string;
  /** where dots stand for what is not shown, as JSON pointers */
  hidden: readonly string[];
  label: string;
}

/** Deeper than this, and longer, a part is closed until somebody opens it. */
const OPEN_DEPTH = 4;
const OPEN_SIZE = 40;

/** JSON that can be read: one line a value, parts that can be closed, and dots where something is not shown. */
export const JsonTree = memo(function JsonTree({ json, hidden, label }: Props) {
  const tree = useMemo(() => parseJsonTree(json), [json]);
  const dots = useMemo(() => new Set(hidden), [hidden]);
  return (
    <section className="json" aria-label={label}>
      {isPart(tree) ? (
        <Fields node={tree} pointer="" dots={dots} depth={0} />
      ) : (
        <Leaf node={tree} isHidden={dots.has("")} />
      )}
    </section>
  );
});

type Part = Extract<JsonNode, { kind: "object" | "array" }>;

interface FieldsProps {
  node: Part;
  pointer: string;
  dots: ReadonlySet<string>;
  depth: number;
}

function Fields({ node, pointer, dots, depth }: FieldsProps) {
  return (
    <ul>
      {entriesOf(node).map(({ key, value }) => (
        <Field
          key={key}
          name={key}
          node={value}
          pointer={pointerTo(pointer, key)}
          dots={dots}
          depth={depth}
        />
      ))}
    </ul>
  );
}

interface FieldProps {
  name: string;
  node: JsonNode;
  pointer: string;
  dots: ReadonlySet<string>;
  depth: number;
}

function Field({ name, node, pointer, dots, depth }: FieldProps) {
  const size = isPart(node) ? entriesOf(node).length : 0;
  const [isOpen, setOpen] = useState(depth < OPEN_DEPTH && size <= OPEN_SIZE);
  if (!isPart(node) || size === 0) {
    return (
      <li>
        <span className="json-key">{name}</span>
        {isPart(node) ? (
          <span className="json-word">{node.kind === "array" ? "[ ]" : "{ }"}</span>
        ) : (
          <Leaf node={node} isHidden={dots.has(pointer)} />
        )}
      </li>
    );
  }
  return (
    <li>
      <button type="button" className="json-toggle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span aria-hidden="true">{isOpen ? "▾" : "▸"}</span>
        <span className="json-key">{name}</span>
        <span className="json-word">{node.kind === "array" ? `[${size}]` : isOpen ? "" : `{${size}}`}</span>
      </button>
      {isOpen && <Fields node={node} pointer={pointer} dots={dots} depth={depth + 1} />}
    </li>
  );
}

function Leaf({ node, isHidden }: { node: Exclude<JsonNode, Part>; isHidden: boolean }) {
  if (isHidden) {
    return (
      <span className="json-hidden" title="Personal or secret: not shown">
        {node.kind === "number" ? "•••• (a number)" : node.text}
      </span>
    );
  }
  if (node.kind === "string")
    return <span className="json-string">{node.text === "" ? '""' : node.text}</span>;
  return <span className={node.kind === "number" ? "json-number" : "json-word"}>{node.text}</span>;
}

function isPart(node: JsonNode): node is Part {
  return node.kind === "object" || node.kind === "array";
}

function entriesOf(node: Part): { key: string; value: JsonNode }[] {
  return node.kind === "object"
    ? node.fields
    : node.items.map((value, index) => ({ key: String(index), value }));
}
