// What goes on without a window: shortcuts, menus, the outbox, the badge; the popup and the options ask here too.
import { api, words } from "./api.js";
import * as badge from "./badge.js";
import { fault } from "./faults.js";
import { HostError, ask } from "./host.js";
import * as outbox from "./outbox.js";
import { currentTab, factsOf, isWeb } from "./page.js";

const LAST = "last"; // what was saved last: {acts, paper, at}
const TAKEN_BACK = 10 * 60_000; // milliseconds for which the popup offers to take the last save back
const MOST_URLS = 500;
const MOST_SAVED = 100;

// Saving

/** Save a page as the reader wishes, show it on the badge; give {entry, acts}, {kept} or throw. */
async function save(facts, wish = {}, tabId = undefined) {
  if (!isWeb(facts.url)) throw new HostError("not_a_page");
  const { selection: _selection, ...page } = facts;
  const { answer, kept, error } = await outbox.submit("save", { items: [{ page, ...wish }] }, facts.title || facts.url);
  if (kept) {
    if (tabId !== undefined) await badge.showKept(tabId);
    return { kept, error: plain(error) };
  }
  const [entry] = answer.saved;
  await remember(answer.acts, entry.paper);
  if (tabId !== undefined) await badge.showSaved(tabId, Boolean(entry.starred));
  return { entry, acts: answer.acts };
}

async function quote(facts, text, tabId, more = {}) {
  const words_ = (text ?? "").trim();
  if (!words_) return openPopup();
  const { selection: _selection, ...page } = facts;
  const { answer, kept } = await outbox.submit("quote", { page, text: words_, ...more }, facts.title || facts.url);
  if (kept) return badge.showKept(tabId);
  await remember(answer.act ? [answer.act] : [], answer.entry.paper);
  await badge.showSaved(tabId, false);
}

async function openPopup() {
  try {
    await api.action.openPopup();
  } catch {
    // Some browsers allow it in answer to a click alone; the button is there all the same.
  }
}

const remember = (acts, paper) => api.storage.local.set({ [LAST]: { acts, paper, at: Date.now() } });

/** Give the acts that saved a paper just now, so that they can be taken back where it is shown. */
async function lastActs(paper) {
  const { [LAST]: last } = await api.storage.local.get(LAST);
  return last?.paper === paper && Date.now() - last.at < TAKEN_BACK ? last.acts : [];
}

/** Take back what was saved last. */
async function undo(acts) {
  const { [LAST]: last } = await api.storage.local.get(LAST);
  const which = acts ?? last?.acts ?? [];
  if (which.length === 0) throw new HostError("no_such_act");
  const answer = await ask("undo", { acts: which });
  await api.storage.local.remove(LAST);
  return answer;
}

/** Save every tab of a window that is a web page; its titles and addresses are all that is read. */
async function saveTabs(windowId) {
  const tabs = (await api.tabs.query({ windowId })).filter((tab) => isWeb(tab.url));
  const pages = [...new Map(tabs.map((tab) => [tab.url, { url: tab.url, title: tab.title }])).values()];
  const acts = [];
  let saved = 0;
  let kept = 0;
  for (let start = 0; start < pages.length; start += MOST_SAVED) {
    const items = pages.slice(start, start + MOST_SAVED).map((page) => ({ page }));
    const done = await outbox.submit("save", { items }, words("tabs_about", items.length));
    if (done.kept) kept += items.length;
    else {
      saved += done.answer.saved.length;
      acts.push(...done.answer.acts);
    }
  }
  if (acts.length > 0) await remember(acts, null);
  return { saved, kept, acts };
}

// Known papers

/** Give for each address how its paper stands, for those that the library has. */
async function known(urls) {
  const found = {};
  for (let start = 0; start < urls.length; start += MOST_URLS) {
    const some = urls.slice(start, start + MOST_URLS);
    const answer = await ask("lookup", { urls: some });
    answer.found.forEach(({ paper }, at) => {
      const stands = paper === null ? null : badge.standing(answer.papers[paper]);
      if (stands) found[some[at]] = { paper, sign: stands[0], colour: stands[1], words: stands[2] };
    });
  }
  return found;
}

async function markKnown(tab) {
  await api.scripting.executeScript({ target: { tabId: tab.id }, files: ["known.js"] });
  // The script that was there already hears this as a switch.
  return api.tabs.sendMessage(tab.id, { do: "toggle" });
}

/** Look on the sites that the reader allowed: the list is the browser's own list of permissions. */
async function watchSites() {
  const { sites = [] } = await api.storage.local.get("sites");
  await api.scripting.unregisterContentScripts({ ids: ["known"] }).catch(() => undefined);
  const allowed = [];
  for (const site of sites) if (await api.permissions.contains({ origins: [site] })) allowed.push(site);
  if (allowed.length === 0) return;
  await api.scripting.registerContentScripts([
    { id: "known", matches: allowed, js: ["known.js", "always.js"], runAt: "document_idle", persistAcrossSessions: true },
  ]);
}

/** Show on the badge how a page stands, where the reader lets us see its address. */
async function showTab(tabId, url) {
  if (!isWeb(url)) return;
  try {
    const { found, papers } = await ask("lookup", { urls: [url] });
    await badge.showStanding(tabId, papers[found[0].paper] ?? null);
  } catch {
    // A badge that cannot be had is no trouble worth showing.
  }
}

// What the browser tells us; every listener is set in the first turn, or a restarted worker would miss its event.

const plain = (error) => ({ kind: error?.kind ?? "internal", detail: String(error?.detail ?? error?.message ?? error), ...fault(error) });

function guarded(tabId, work) {
  return work().catch(async (error) => {
    if (!(error instanceof HostError)) console.error(error);
    if (tabId !== undefined) await badge.showFault(tabId, fault(error).text);
  });
}

api.commands.onCommand.addListener((command, given) => {
  void (async () => {
    const tab = given ?? (await currentTab());
    if (!tab) return;
    await guarded(tab.id, async () => {
      if (command === "known") return markKnown(tab);
      const facts = await factsOf(tab);
      if (command === "save") return save(facts, {}, tab.id);
      if (command === "quote") return quote(facts, facts.selection, tab.id);
    });
  })();
});

const MENUS = [
  ["save-page", ["page"]],
  ["save-link", ["link"]],
  ["quote", ["selection"]],
  ["known", ["page", "action"]],
  ["save-tabs", ["action"]],
  ["undo", ["action"]],
];

async function makeMenus() {
  await api.contextMenus.removeAll();
  for (const [id, contexts] of MENUS) api.contextMenus.create({ id, contexts, title: words(`menu_${id.replace("-", "_")}`) });
}

api.contextMenus.onClicked.addListener((info, tab) => {
  const tabId = tab?.id;
  // Asked at once: only in answer to the click itself may a permission be asked for.
  const tabs = info.menuItemId === "save-tabs" ? api.permissions.request({ permissions: ["tabs"] }) : null;
  void guarded(tabId, async () => {
    if (info.menuItemId === "save-link") return save({ url: info.linkUrl, title: info.selectionText ?? info.linkText ?? "" }, {}, tabId);
    if (info.menuItemId === "known") return markKnown(tab);
    if (info.menuItemId === "undo") return undo().then(() => badge.showStanding(tabId, null));
    if (info.menuItemId === "save-tabs") {
      if (!(await tabs)) return;
      const { saved, kept } = await saveTabs(tab.windowId);
      return kept ? badge.showKept(tabId) : badge.showTabs(tabId, saved);
    }
    const facts = await factsOf(tab);
    if (info.menuItemId === "quote") return quote(facts, facts.selection || info.selectionText, tabId);
    return save(facts, {}, tabId);
  });
});

const ERRANDS = {
  page: async ({ facts, tabId }) => {
    const answer = await ask("page", { page: withoutSelection(facts) });
    if (tabId !== undefined) await badge.showStanding(tabId, answer.known);
    return { ...answer, acts: answer.known ? await lastActs(answer.known.paper) : [] };
  },
  save: ({ facts, wish, tabId }) => save(facts, wish, tabId),
  update: async ({ fields, tabId }) => {
    const { answer, kept } = await outbox.submit("update", fields, fields.title);
    if (!kept && tabId !== undefined) await badge.showStanding(tabId, answer.entry);
    return { entry: answer?.entry, acts: answer?.act ? [answer.act] : [], kept };
  },
  quote: async ({ fields }) => {
    const { answer, kept } = await outbox.submit("quote", fields, fields.text);
    return { entry: answer?.entry, acts: answer?.act ? [answer.act] : [], kept };
  },
  remove: async ({ paper, tabId }) => {
    const { answer, kept } = await outbox.submit("remove", { paper });
    if (!kept && tabId !== undefined) await badge.showStanding(tabId, null);
    return { acts: answer?.act ? [answer.act] : [], kept };
  },
  undo: async ({ acts, tabId }) => {
    const answer = await undo(acts);
    if (tabId !== undefined) await badge.showStanding(tabId, null);
    return answer;
  },
  subscribe: async ({ feed }) => {
    const { answer, kept } = await outbox.submit("subscribe", { url: feed.url, title: feed.title }, feed.title || feed.url);
    return { feed: answer?.feed, acts: answer?.act ? [answer.act] : [], kept };
  },
  cite: ({ paper }) => ask("cite", { paper }),
  hello: () => ask("hello"),
  tags: () => ask("tags"),
  known: async ({ urls }) => known(urls.filter(isWeb).slice(0, 5_000)),
  "mark-known": ({ tab }) => markKnown(tab),
  "save-tabs": ({ windowId }) => saveTabs(windowId),
  outbox: () => outbox.waiting(),
  drain: async () => ({ sent: await outbox.drain() }),
  drop: ({ id }) => outbox.drop(id),
  "watch-sites": () => watchSites(),
};

const withoutSelection = ({ selection: _selection, ...page }) => page;

/** What our script in a page may ask for; all else is for our own windows. */
const FROM_PAGES = new Set(["known"]);

api.runtime.onMessage.addListener((message, sender, reply) => {
  const errand = Object.hasOwn(ERRANDS, message?.do) ? ERRANDS[message.do] : null;
  const ours = sender.id === api.runtime.id && (sender.url ?? "").startsWith(api.runtime.getURL(""));
  if (!errand || !(ours || (sender.id === api.runtime.id && FROM_PAGES.has(message.do)))) return false;
  Promise.resolve(errand(message)).then(
    (answer) => reply({ answer: answer ?? {} }),
    (error) => {
      if (!(error instanceof HostError)) console.error(error);
      reply({ error: plain(error) });
    },
  );
  return true;
});

api.alarms.onAlarm.addListener((alarm) => {
  if (outbox.isOurAlarm(alarm)) void outbox.drain();
});

// Search the library from the address bar: "pt state space".
api.omnibox.onInputChanged.addListener((text, suggest) => {
  void ask("search", { text, limit: 6 }).then(
    ({ entries }) => suggest(entries.filter((entry) => isWeb(entry.url)).map((entry) => ({ content: entry.url, description: plainLine(entry) }))),
    () => suggest([]),
  );
});

api.omnibox.onInputEntered.addListener((text, where) => {
  void (async () => {
    let url = isWeb(text) ? text : null;
    if (!url) {
      const { entries } = await ask("search", { text, limit: 1 }).catch(() => ({ entries: [] }));
      url = isWeb(entries[0]?.url) ? entries[0].url : null;
    }
    if (!url) return openPopup();
    if (where === "currentTab") return api.tabs.update({ url });
    return api.tabs.create({ url, active: where === "newForegroundTab" });
  })();
});

/** Give a paper as one line of suggestions; Chromium reads them as XML, Firefox as they are. */
function plainLine({ title, authors }) {
  const line = [title, authors[0]].filter(Boolean).join(" · ");
  const asXml = !api.runtime.getURL("").startsWith("moz-extension:");
  return asXml ? line.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`) : line;
}

// Only with the reader's leave do these know an address.
api.tabs.onUpdated.addListener((tabId, change, tab) => {
  if (change.status === "complete" && tab.url) void showTab(tabId, tab.url);
});
api.tabs.onActivated.addListener(({ tabId }) => {
  void api.tabs.get(tabId).then(
    (tab) => showTab(tabId, tab.url),
    () => undefined,
  );
});

api.permissions.onAdded.addListener(() => void watchSites());
api.permissions.onRemoved.addListener(() => void watchSites());
api.runtime.onInstalled.addListener(() => {
  void makeMenus();
  void watchSites();
});
api.runtime.onStartup.addListener(() => {
  void makeMenus();
  void watchSites();
});

void outbox.drain();
