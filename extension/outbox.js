// What was to be changed and has not been acknowledged; written before it is sent, so that nothing is lost on the way.
import { api } from "./api.js";
import { HostError, ask } from "./host.js";

const KEY = "outbox";
const ALARM = "outbox";
const PAUSES = [1, 2, 5, 15, 30]; // minutes

let turn = Promise.resolve(); // one change of the stored list at a time
const sending = new Set();

async function change(how) {
  const mine = turn.then(async () => {
    const { [KEY]: now = [] } = await api.storage.local.get(KEY);
    const next = how(now);
    if (next !== now) await api.storage.local.set({ [KEY]: next });
    return next;
  });
  turn = mine.catch(() => undefined);
  return mine;
}

/** Give what waits: [{id, op, fields, at, about, error}], oldest first. `error` of a refusal that stays has `final`. */
export const waiting = () => change((now) => now);

/** Send a change and give the answer; what may pass later stays in the outbox, and `kept` says so. */
export async function submit(op, fields, about = "") {
  const item = { id: crypto.randomUUID(), op, fields, about, at: new Date().toISOString() };
  sending.add(item.id);
  try {
    await change((now) => [...now, item]);
    const answer = await ask(op, fields, item.id);
    await drop(item.id);
    void drain();
    return { answer };
  } catch (error) {
    if (!(error instanceof HostError) || !error.passes) {
      await drop(item.id);
      throw error;
    }
    await note(item.id, error, false);
    await later();
    return { kept: true, error };
  } finally {
    sending.delete(item.id);
  }
}

/** Throw one away: the reader said so, or the host has it. */
export const drop = (id) => change((now) => now.filter((item) => item.id !== id));

const note = (id, error, final) =>
  change((now) =>
    now.map((item) =>
      item.id === id ? { ...item, tries: (item.tries ?? 0) + 1, error: { kind: error.kind, detail: error.detail, final } } : item,
    ),
  );

let draining = null;

/** Send all that waits, in order, until the host says that it cannot now; give how many went through. */
export function drain() {
  draining ??= sendAll().finally(() => (draining = null));
  return draining;
}

async function sendAll() {
  let sent = 0;
  for (const item of await waiting()) {
    if (sending.has(item.id) || item.error?.final) continue;
    try {
      await ask(item.op, item.fields, item.id);
      await drop(item.id);
      sent += 1;
    } catch (error) {
      await note(item.id, error, !error.passes);
      if (error.passes) break;
    }
  }
  await later();
  return sent;
}

/** Wake up again while something waits, less and less often. */
async function later() {
  const open = (await waiting()).filter((item) => !item.error?.final);
  if (open.length === 0) return void (await api.alarms.clear(ALARM));
  const tries = Math.min(...open.map((item) => item.tries ?? 0));
  await api.alarms.create(ALARM, { delayInMinutes: PAUSES[Math.min(tries, PAUSES.length - 1)] });
}

export const isOurAlarm = (alarm) => alarm.name === ALARM;
