import { expect, test } from "vitest";
import { changeOf, formatFigure, formatFigureShort } from "../../app/lib/figure";

test("a figure is shown in its unit, and as a dash where there is none", () => {
  expect(formatFigure("money", "12480.37", "usd")).toBe("$12,480.37");
  expect(formatFigureShort("money", "12480.37", "usd")).toBe("$12,480");
  expect(formatFigure("ratio", "0.03125000000000000000", "usd")).toBe("3.1\u202f%");
  expect(formatFigure("count", "1204", "usd")).toBe("1,204");
  expect(formatFigure("ratio", null, "usd")).toBe("–");
});

test("money moves in percent, ratios in points, counts in how many", () => {
  expect(changeOf("money", "104.2", "100", "usd")).toEqual({ direction: "up", by: "+4.2\u202f%" });
  expect(changeOf("ratio", "0.031", "0.035", "usd")).toEqual({ direction: "down", by: "\u22120.4 points" });
  expect(changeOf("ratio", "0.0310", "0.03101", "usd")).toEqual({ direction: "level", by: "0" });
  expect(changeOf("count", "12", "15", "usd")).toEqual({ direction: "down", by: "\u22123" });
});
