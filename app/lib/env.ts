import { existsSync } from "node:fs";
import { loadEnvFile } from "node:process";
import { z } from "zod";

export type Environment = z.infer<typeof environment>;

/**
 * The settings of this process, from its environment and from `.env` (the environment wins; empty means unset).
 * Throws an Error that names every wrong setting at once. This is the only place that reads the environment.
 */
export function readEnvironment(source?: Record<string, string | undefined>): Environment {
  if (!source && existsSync(".env")) loadEnvFile(".env");
  const set = Object.entries(source ?? process.env).filter(([, value]) => value?.trim());
  const read = environment.safeParse(Object.fromEntries(set));
  if (read.success) return read.data;
  const sentences = read.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
  throw new Error(
    ["These settings are wrong; correct them in the environment or in .env:", ...sentences].join("\n"),
  );
}

const onOff = (name: string) =>
  z
    .enum(["on", "off"], {
      error: (issue) => `is ${quote(issue.input)}; it must be on or off (${name})`,
    })
    .default("off")
    .transform((value) => value === "on");

const environment = z.object({
  HOST: z.string().trim().default("127.0.0.1"),
  PORT: z
    .string()
    .trim()
    .refine((value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535, {
      error: (issue) => `is ${quote(issue.input)}; it must be a port number, 0 to 65535`,
    })
    .transform(Number)
    .default(3000),
  DATABASE_URL: z
    .string()
    .trim()
    .regex(/^postgres(ql)?:\/\/\S+$/, {
      // Its value may hold a password, so it is not repeated here.
      error: "is no PostgreSQL address; it must look like postgres://user:password@host:5432/database",
    })
    .optional(),
  TIDEMARK_DATA_DIR: z.string().trim().default(".tidemark"),
  WHOP_WEBHOOK_SECRET: z
    .string()
    .transform((value) => value.split(",").map((secret) => secret.trim()))
    .refine((secrets) => secrets.every((secret) => secret.length >= 8), {
      error: "has a secret of fewer than 8 characters; copy it whole from Whop, several separated by commas",
    })
    .default([]),
  WHOP_COMPANY_ID: idOf("biz_").optional(),
  WHOP_APP_ID: idOf("app_").optional(),
  WHOP_API_KEY: z.string().trim().optional(),
  PUBLIC_URL: z
    .url({
      protocol: /^https?$/,
      error: (issue) => `is ${quote(issue.input)}; it must be an address like https://tidemark.example.com`,
    })
    .transform((value) => value.replace(/\/+$/, ""))
    .optional(),
  TRUST_PROXY: onOff("whether a proxy in front of Tidemark sets X-Forwarded-* headers"),
  TIDEMARK_TEST_EVENTS: onOff("whether POST /api/test/webhook answers"),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"], {
      error: (issue) =>
        `is ${quote(issue.input)}; it must be trace, debug, info, warn, error, fatal or silent`,
    })
    .default("info"),
});

function idOf(prefix: string) {
  return z
    .string()
    .trim()
    .refine((value) => value.startsWith(prefix) && /^\w{5,100}$/.test(value), {
      error: (issue) => `is ${quote(issue.input)}; Whop's ids of this kind look like ${prefix}AbC123`,
    });
}

function quote(value: unknown): string {
  return JSON.stringify(value);
}
