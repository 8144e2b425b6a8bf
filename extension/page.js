// What a page says, raw: the host decides what it means. The first function runs inside the page.
import { api } from "./api.js";

/** Runs in the page: reads its head and its selection, and changes nothing. */
function look() {
  const most = 200;
  const long = 20_000;
  const text = (value) => String(value ?? "").slice(0, long);
  const meta = {};
  for (const element of document.querySelectorAll("meta[content]")) {
    const name = (element.getAttribute("name") || element.getAttribute("property") || "").slice(0, 200).trim().toLowerCase();
    if (!name || (!Object.hasOwn(meta, name) && Object.keys(meta).length >= most)) continue;
    const values = Object.hasOwn(meta, name) ? meta[name] : (meta[name] = []);
    if (values.length < most) values.push(text(element.content));
  }
  const feeds = [...document.querySelectorAll("link[rel~=alternate][href]")]
    .filter((link) => /(rss|atom|rdf|feed)\+(xml|json)/i.test(link.type))
    .slice(0, 50)
    .map((link) => ({ url: link.href.slice(0, 2048), title: text(link.title).slice(0, 200) }));
  const blocks = [...document.querySelectorAll('script[type="application/ld+json"]')].slice(0, 20);
  return {
    url: location.href,
    canonical: document.querySelector("link[rel=canonical][href]")?.href.slice(0, 2048) ?? "",
    title: text(document.title),
    contentType: document.contentType,
    meta,
    jsonLd: blocks.map((block) => block.textContent.slice(0, 100_000)),
    feeds,
    selection: text(getSelection()),
  };
}

const ROOM = 120_000; // characters: dozens of the longest pages fit into the outbox, and any into a frame

/** Give the facts of a tab. Where the browser lets nobody look inside, as in PDF viewers, address and title are all. */
export async function factsOf(tab) {
  const bare = { url: tab.url ?? "", title: tab.title ?? "" };
  if (/\.pdf([?#]|$)/i.test(bare.url)) bare.contentType = "application/pdf";
  try {
    const [shown] = await api.scripting.executeScript({ target: { tabId: tab.id }, func: look });
    if (!shown?.result) return bare;
    const facts = { ...shown.result, title: shown.result.title || bare.title };
    if (JSON.stringify(facts).length > ROOM) facts.jsonLd = [];
    return JSON.stringify(facts).length > ROOM ? { ...bare, selection: facts.selection } : facts;
  } catch {
    return bare;
  }
}

/** Say whether a page can be saved at all. */
export const isWeb = (url) => /^https?:\/\//i.test(url ?? "");

/** Give the tab that the reader looks at. */
export async function currentTab() {
  // The popup's own window; the background has none, and takes the one last looked at.
  for (const where of [{ currentWindow: true }, { lastFocusedWindow: true }, {}]) {
    const [tab] = await api.tabs.query({ active: true, ...where });
    if (tab) return tab;
  }
}
