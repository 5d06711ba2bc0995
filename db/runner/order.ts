import type { SqlFile } from "./files";

/**
 * Functions, views and triggers in an order in which each comes after the files it requires, and otherwise as
 * given. Throws when a required file does not exist or when files require each other in a circle.
 */
export function inOrder(files: SqlFile[]): SqlFile[] {
  const ordered = new Set<SqlFile>();
  const visit = (file: SqlFile, chain: SqlFile[]) => {
    if (ordered.has(file)) return;
    if (chain.includes(file)) {
      const circle = [...chain.slice(chain.indexOf(file)), file].map(({ name }) => name).join(" → ");
      throw new Error(`Files in db/ require each other in a circle: ${circle}. Take one "-- requires:" out.`);
    }
    for (const required of requiredBy(file, files)) visit(required, [...chain, file]);
    ordered.add(file);
  };
  for (const file of files) visit(file, []);
  return [...ordered];
}

/** All files that require `file`, directly or through others; in the order of `ordered`. */
export function dependantsOf(file: SqlFile, ordered: SqlFile[]): SqlFile[] {
  const affected = new Set([file]);
  for (const other of ordered) {
    if (requiredBy(other, ordered).some((required) => affected.has(required))) affected.add(other);
  }
  affected.delete(file);
  return [...affected];
}

function requiredBy(file: SqlFile, files: SqlFile[]): SqlFile[] {
  return file.requires.map((name) => {
    const found = files.filter((other) => other.name === name || other.path === `${name}.sql`);
    const [required] = found;
    if (!required) {
      throw new Error(
        `db/${file.path} requires ${name}, but db/ has no function, view or trigger file of that name: correct the name (tables come from migrations and need no mention).`,
      );
    }
    if (found.length > 1) {
      const choices = found.map((other) => other.path.slice(0, -".sql".length)).join(" or ");
      throw new Error(`db/${file.path} requires ${name}, of which there are several: write ${choices}.`);
    }
    return required;
  });
}
