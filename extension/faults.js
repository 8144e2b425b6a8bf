// Why something was not done, in words: what happened, what was kept, what to do next.
import { words } from "./api.js";

const OURS = new Set([
  "host_missing", "host_forbidden", "host_died", "host_silent", "internal", "not_allowed", "not_a_page", "other_protocol",
  "unknown_operation", "library_missing", "library_foreign", "library_newer", "library_older", "library_locked",
  "library_damaged", "library_unreadable", "library_full", "library_read_only", "no_such_paper", "no_such_act",
  "changed_since", "bad_search", "too_many",
]);

/** Give the sentence for an error, and the command that helps, if one does. */
export function fault(error) {
  const kind = error?.kind ?? "internal";
  const text = OURS.has(kind) ? words(`fault_${kind}`) : words("fault_other", kind);
  const command = { host_missing: "papertray browser install", host_forbidden: "papertray browser install",
    host_died: "papertray browser doctor", host_silent: "papertray browser doctor" }[kind];
  return { text, command: command ?? "" };
}
