import { iso, type JsonObject } from "./envelope";
import type { Company, Person } from "./facts";

/** A person inside another v1 object. */
export function personRef(person: Person): JsonObject {
  return { id: person.userId, name: person.name, username: person.username, email: person.email };
}

/** A person inside an activity, where Whop leaves the e-mail address out. */
export function authorRef(person: Person): JsonObject {
  return { id: person.userId, name: person.name, username: person.username };
}

/** A user, for the names `user.*`. */
export function userV1(person: Person, at: number): JsonObject {
  return { ...personRef(person), created_at: iso(at), updated_at: iso(at) };
}

/** `member.created` and `member.updated`: the row that joins a person to a company. */
export function memberV1(person: Person, company: Company, at: number): JsonObject {
  return {
    id: person.memberId,
    account_id: company.id,
    company: { id: company.id, title: company.title },
    access_level: "customer",
    status: "joined",
    joined_at: iso(at),
    last_accessed_at: iso(at),
    created_at: iso(at),
    updated_at: iso(at),
    user: personRef(person),
  };
}
