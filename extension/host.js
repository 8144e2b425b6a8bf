// Speaks to papertray-host over one port, opened at need and let go when it has been idle for a while; docs/bridge.md.
import { api } from "./api.js";

export const HOST = "io.github.papertray";
const PROTOCOL = 1;
const IDLE = 60_000; // an open port keeps the host's process alive
const PATIENCE = 20_000;

/** Why something was not done: `kind` is a word of ours or the name of the host's refusal, `values` say more. */
export class HostError extends Error {
  constructor(kind, detail = "", values = {}) {
    super(detail || kind);
    this.kind = kind;
    this.detail = detail;
    this.values = values;
  }

  /** Whether the same request may pass later, so that it is to be kept. */
  get passes() {
    return this.kind.startsWith("host_") || this.kind.startsWith("library_") || this.kind === "internal";
  }
}

let port = null;
let idle = 0;
const waiting = new Map();

/** Ask the host and give its answer; throws a HostError. A question is asked once more where the host died over it. */
export async function ask(op, fields = {}, id = crypto.randomUUID()) {
  const message = { v: PROTOCOL, id, op, ...fields };
  try {
    return await send(message);
  } catch (error) {
    // The same id: what was carried out before the host died is not carried out again.
    if (error.kind !== "host_died") throw error;
    return await send(message);
  }
}

function send(message) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(message.id, (one) => one.reject(new HostError("host_silent"))), PATIENCE);
    waiting.set(message.id, { resolve, reject, timer });
    try {
      opened().postMessage(message);
    } catch (error) {
      settle(message.id, (one) => one.reject(new HostError(kindOf(error.message), error.message)));
    }
  });
}

function opened() {
  if (port === null) {
    const made = api.runtime.connectNative(HOST);
    made.onMessage.addListener(hear);
    made.onDisconnect.addListener((gone) => lose(made, gone.error?.message ?? api.runtime.lastError?.message ?? ""));
    port = made;
  }
  clearTimeout(idle);
  return port;
}

function hear(answer) {
  // A request that could not be read is answered without an id, and answers come in order.
  const id = answer?.id ?? waiting.keys().next().value;
  settle(id, (one) => {
    if (answer.ok) one.resolve(answer);
    else one.reject(new HostError(answer.error.name, "", answer.error));
  });
  if (waiting.size === 0) idle = setTimeout(letGo, IDLE);
}

function settle(id, how) {
  const one = waiting.get(id);
  if (!one) return;
  waiting.delete(id);
  clearTimeout(one.timer);
  how(one);
}

function letGo() {
  const gone = port;
  port = null;
  gone?.disconnect();
}

function lose(gone, reason) {
  if (gone !== port) return;
  port = null;
  clearTimeout(idle);
  for (const id of [...waiting.keys()]) settle(id, (one) => one.reject(new HostError(kindOf(reason), reason)));
}

/** Tell apart what browsers say when a host cannot be had. */
export function kindOf(reason) {
  if (/not found|no such native application/i.test(reason)) return "host_missing";
  if (/forbidden|not allowed/i.test(reason)) return "host_forbidden";
  return "host_died";
}
