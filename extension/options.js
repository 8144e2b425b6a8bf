// The options: what the extension may see, what waits to be sent, whether Papertray answers.
import { api, day, make, putWords, words } from "./api.js";
import { fault } from "./faults.js";

const $ = (id) => document.getElementById(id);

async function ask(errand, fields = {}) {
  const { answer, error } = (await api.runtime.sendMessage({ do: errand, ...fields })) ?? {};
  if (error) throw error;
  return answer;
}

// The link to the program

async function test() {
  $("link").className = "";
  $("link").textContent = words("link_asking");
  $("link-help").hidden = true;
  try {
    const { program } = await ask("hello");
    await ask("tags"); // opens the library too
    $("link").textContent = words("link_good", program);
    $("link").className = "good";
  } catch (error) {
    const { text, command } = error.text ? error : fault(error);
    $("link").textContent = text;
    $("link").className = "bad";
    $("link-command").textContent = command;
    $("link-help").hidden = !command;
  }
}

// The outbox

async function showOutbox() {
  const items = await ask("outbox").catch(() => []);
  const line = (item) =>
    make("li", {},
      make("div", {}, item.about || item.op, make("br"), make("span", { class: "quiet" }, `${day(item.at)} · ${item.error ? fault(item.error).text : ""}`)),
      make("button", { type: "button", class: "link", "aria-label": words("outbox_drop_one", item.about || item.op), onclick: () => drop(item.id) }, words("outbox_drop")));
  $("outbox").replaceChildren(...items.map(line));
  $("outbox-none").hidden = items.length > 0;
  $("outbox-send").hidden = items.length === 0;
}

async function drop(id) {
  await ask("drop", { id });
  await showOutbox();
}

// What it may see

const TABS = { permissions: ["tabs"] };

async function showTabs() {
  $("tabs").checked = await api.permissions.contains(TABS);
}

async function sites() {
  const { sites: kept = [] } = await api.storage.local.get("sites");
  const allowed = await Promise.all(kept.map((site) => api.permissions.contains({ origins: [site] })));
  return kept.filter((_, at) => allowed[at]);
}

async function showSites() {
  const line = (site) =>
    make("li", {}, make("div", {}, nameOf(site)),
      make("button", { type: "button", class: "link", "aria-label": words("site_remove_one", nameOf(site)), onclick: () => removeSite(site) }, words("site_remove")));
  $("sites").replaceChildren(...(await sites()).map(line));
}

const nameOf = (site) => site.replace(/^\*:\/\/(\*\.)?/, "").replace(/\/\*$/, "");

/** Give the pattern of a site from what somebody types or pastes; null for what is none. */
export function patternOf(typed) {
  const text = typed.trim();
  try {
    const { hostname, protocol } = new URL(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
    const fine = /^https?:$/.test(protocol) && /^[a-z0-9.-]+$/i.test(hostname) && hostname.includes(".");
    return fine ? `*://*.${hostname.replace(/^www\./, "")}/*` : null;
  } catch {
    return null;
  }
}

async function addSite(event) {
  event.preventDefault();
  const site = patternOf($("site").value);
  if (!site) return void ($("site-said").textContent = words("site_none"));
  // Asked before anything is waited for: the browser allows it in answer to the click alone.
  const given = await api.permissions.request({ origins: [site] });
  if (!given) return void ($("site-said").textContent = words("site_refused"));
  await api.storage.local.set({ sites: [...new Set([...(await sites()), site])] });
  await ask("watch-sites");
  $("site").value = "";
  $("site-said").textContent = "";
  await showSites();
}

async function removeSite(site) {
  await api.storage.local.set({ sites: (await sites()).filter((other) => other !== site) });
  await api.permissions.remove({ origins: [site] });
  await ask("watch-sites");
  await showSites();
}

async function saveTabs() {
  const given = await api.permissions.request(TABS);
  if (!given) return void ($("more-said").textContent = words("tabs_refused"));
  try {
    const { id } = await api.windows.getCurrent();
    const { saved, kept } = await ask("save-tabs", { windowId: id });
    $("more-said").textContent = kept ? words("kept_long") : words(saved === 1 ? "tabs_one" : "tabs_many", saved);
  } catch (error) {
    $("more-said").textContent = error.text ?? fault(error).text;
  }
  await Promise.all([showTabs(), showOutbox()]);
}

async function openKeys() {
  if (api.commands.openShortcutSettings) return api.commands.openShortcutSettings();
  return api.tabs.create({ url: "chrome://extensions/shortcuts" });
}

putWords();
$("link-test").addEventListener("click", () => void test());
$("outbox-send").addEventListener("click", async () => {
  await ask("drain").catch(() => undefined);
  await Promise.all([showOutbox(), test()]);
});
$("tabs").addEventListener("change", async () => {
  await (($("tabs").checked ? api.permissions.request(TABS) : api.permissions.remove(TABS)));
  await showTabs();
});
$("add-site").addEventListener("submit", (event) => void addSite(event));
$("save-tabs").addEventListener("click", () => void saveTabs());
$("keys").addEventListener("click", () => void openKeys());
await Promise.all([test(), showOutbox(), showTabs(), showSites()]);
