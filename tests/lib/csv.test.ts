import { expect, test } from "vitest";
import { toCsv } from "../../app/lib/csv";

test("cells with commas, quotes and lines are quoted; none is empty", () => {
  expect(toCsv([["a,b", 'say "hi"', "two\nlines", null, "plain"]])).toBe(
    '"a,b","say ""hi""","two\nlines",,plain\r\n',
  );
});

test("text that a spreadsheet would take for a formula stays text, and numbers stay numbers", () => {
  expect(toCsv([["=1+1", "@me", "+49 30", "-49.00", "+3", "-"]])).toBe("'=1+1,'@me,'+49 30,-49.00,+3,'-\r\n");
});
