/** One line for the person at the terminal. What machines read goes to the log. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
