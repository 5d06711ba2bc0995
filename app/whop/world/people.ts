import type { Person } from "../samples/facts";
import { freshId, pick, type RandomState, weighted, whole } from "./random";

/** A buyer and the sales tax that is added to the price where they live, in basis points (1900 is 19 %). */
export interface Buyer {
  person: Person;
  taxRate: number;
}

/** Somebody new. */
export function newBuyer(random: RandomState): Buyer {
  const [country, taxRate] = weighted(random, PLACES, ([, , share]) => share) ?? PLACES[0];
  const first = pick(random, FIRST);
  const last = pick(random, LAST);
  const number = whole(random, 2, 99);
  const plain = `${first}${last}`
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();
  const username = pick(random, [
    plain,
    `${plain}${number}`,
    `${plain.slice(0, 8)}.trades`,
    `${plain}_${number}`,
  ]);
  return {
    person: {
      userId: freshId(random, "user_"),
      memberId: freshId(random, "mber_"),
      name: `${first} ${last}`,
      username,
      email: `${plain}${number}@example.com`,
      country,
      cardBrand: pick(random, ["visa", "visa", "mastercard", "mastercard", "amex"]),
      cardLast4: String(whole(random, 1000, 9999)),
    },
    taxRate,
  };
}

/** Country, sales tax in basis points, share of buyers. */
const PLACES: readonly [readonly [string, number, number], ...(readonly [string, number, number])[]] = [
  ["US", 0, 52],
  ["GB", 2000, 10],
  ["CA", 0, 9],
  ["DE", 1900, 7],
  ["AU", 0, 6],
  ["NL", 2100, 4],
  ["IN", 0, 4],
  ["FR", 2000, 3],
  ["SE", 2500, 2],
  ["NG", 0, 3],
];

const FIRST = [
  "Amara",
  "Ben",
  "Carla",
  "Dmitri",
  "Elena",
  "Farid",
  "Grace",
  "Hugo",
  "Imani",
  "Jonas",
  "Keiko",
  "Liam",
  "Maya",
  "Noah",
  "Olivia",
  "Pavel",
  "Quinn",
  "Rosa",
  "Samir",
  "Tessa",
  "Umar",
  "Vera",
  "Wes",
  "Xenia",
  "Yusuf",
  "Zoe",
  "Anders",
  "Bianca",
  "Cole",
  "Delia",
  "Emeka",
  "Freya",
  "Gabriel",
  "Hana",
  "Isaac",
  "Jade",
  "Kofi",
  "Lucía",
  "Mateo",
  "Nadia",
  "Oscar",
  "Priya",
  "Rafael",
  "Sofia",
  "Theo",
  "Uma",
  "Victor",
  "Willa",
] as const;

const LAST = [
  "Abara",
  "Berg",
  "Castillo",
  "Dupont",
  "Eriksen",
  "Fischer",
  "Grant",
  "Hassan",
  "Ito",
  "Jansen",
  "Kowalski",
  "Lindqvist",
  "Moreno",
  "Nakamura",
  "Okafor",
  "Petrov",
  "Quist",
  "Rossi",
  "Silva",
  "Tanaka",
  "Usman",
  "Varga",
  "Walsh",
  "Xu",
  "Yilmaz",
  "Zhang",
  "Adler",
  "Bauer",
  "Chen",
  "Diaz",
  "Evans",
  "Ferrari",
  "Gupta",
  "Holm",
  "Ivanov",
  "Jones",
  "Khan",
  "Larsen",
  "Mbeki",
  "Novak",
  "Osei",
  "Patel",
  "Reid",
  "Sato",
  "Torres",
  "Ueda",
  "Vance",
  "Weber",
  "Young",
  "Zamora",
] as const;
