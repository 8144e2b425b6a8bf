// The popup: shows what the page is about, saves it on the reader's word, edits what is there. It stores nothing itself.
import { api, day, make, putWords, words } from "./api.js";
import { standing } from "./badge.js";
import { fault } from "./faults.js";
import { currentTab, factsOf, isWeb } from "./page.js";

const RECENT = 5;
const PAUSE = 500; // from the last letter of a note to its being kept
const $ = (id) => document.getElementById(id);

const state = { tab: null, facts: null, page: null, known: null, tags: [], all: [], acts: [], waiting: 0 };

/** Ask the background; throws what it says went wrong. */
async function ask(errand, fields = {}) {
  const { answer, error } = (await api.runtime.sendMessage({ do: errand, ...fields })) ?? {};
  if (error) throw error;
  return answer;
}

// Showing

async function open() {
  putWords();
  listen();
  const asked = new URLSearchParams(location.search).get("tab");
  state.tab = asked ? await api.tabs.get(Number(asked)) : await currentTab();
  await load();
}

async function load() {
  hideTrouble();
  document.body.setAttribute("aria-busy", "true");
  try {
    if (!isWeb(state.tab?.url)) throw { kind: "not_a_page", ...fault({ kind: "not_a_page" }) };
    state.facts = await factsOf(state.tab);
    const told = await ask("page", { facts: state.facts, tabId: state.tab.id });
    show(told);
  } catch (error) {
    // What cannot be looked up can be saved all the same: it waits in the outbox.
    if (error.kind !== "not_a_page" && error.kind !== "other_protocol" && state.facts) {
      show({ page: bare(state.facts), known: null, feeds: [], tags: [] });
    }
    showTrouble(error);
  }
  await Promise.all([showOutbox(), restoreDraft()]);
  document.body.setAttribute("aria-busy", "false");
}

const bare = (facts) => ({ title: facts.title || facts.url, authors: [], authors_more: 0, ids: [], venue: "", version: null });

function show(told) {
  Object.assign(state, { page: told.page, known: told.known, all: told.tags, acts: told.acts ?? [] });
  $("main").hidden = false;
  state.tags = told.known ? [...told.known.tags] : [];
  showPaper();
  showFeeds(told.feeds);
  offerQuote();
  if (state.acts.length) saySaved();
  $("tag").focus();
}

function showPaper() {
  const { page, known } = state;
  const paper = known ?? page;
  const stands = standing(known);
  $("title").textContent = paper.title;
  $("byline").textContent = byline(paper, page, known);
  $("stands").textContent = stands ? stands[2] : "";
  const why = known ? [...known.rules.map((rule) => words("why_rule", rule)), ...known.feeds.map((feed) => words("why_feed", feed))] : [];
  $("why").textContent = why.slice(0, 3).join(" · ");
  $("why").hidden = why.length === 0;
  if (known && document.activeElement !== $("note")) $("note").value = known.note;
  $("new-buttons").hidden = Boolean(known);
  $("known-buttons").hidden = !known;
  $("keep-quote").hidden = !known;
  $("remove").hidden = !known;
  if (known) {
    pressed($("star"), Boolean(known.starred), known.starred ? "starred" : "star");
    pressed($("later"), Boolean(known.later && !known.done), known.later && !known.done ? "in_later" : "later");
    $("quotes").replaceChildren(...known.quotes.map((quote) => make("li", {}, quote.text)));
    $("quotes").hidden = known.quotes.length === 0;
  }
  showChips();
}

function pressed(button, on, name) {
  button.setAttribute("aria-pressed", on);
  button.textContent = words(name);
}

function byline(paper, page, known) {
  const [first, second] = paper.authors;
  const more = paper.authors.length + paper.authors_more > 2;
  const people = more ? words("and_others", first) : [first, second].filter(Boolean).join(", ");
  const [name] = paper.ids;
  const parts = [people, paper.venue || (name ? `${SCHEMES[name[0]] ?? name[0]} ${name[1]}` : new URL(state.facts.url).hostname)];
  if (known?.version && page?.version && known.version !== page.version) {
    parts.push(words(known.version < page.version ? "version_newer" : "version_older", known.version, page.version));
  }
  return parts.filter(Boolean).join(" · ");
}

const SCHEMES = { arxiv: "arXiv", doi: "doi", acl: "ACL", openreview: "OpenReview", pubmed: "PubMed" };

function showChips() {
  const chip = (tag) =>
    make("li", { class: "chip" }, make("span", {}, tag), make("button", { type: "button", "aria-label": words("take_tag", tag), onclick: () => takeTag(tag) }, "×"));
  $("chips").replaceChildren(...state.tags.map(chip));
  const offered = recent();
  $("recent").replaceChildren(
    ...offered.map((tag, at) =>
      make("button", { type: "button", class: "link", "aria-keyshortcuts": `Alt+${at + 1}`, title: tag, onclick: () => giveTag(tag) }, make("kbd", {}, `Alt+${at + 1}`), tag),
    ),
  );
  $("recent").hidden = offered.length === 0;
}

const has = (tag) => state.tags.some((own) => own.toLowerCase() === tag.toLowerCase());
const recent = () => state.all.filter((tag) => !has(tag)).slice(0, RECENT);

function showFeeds(feeds) {
  const line = (feed) => {
    const name = feed.title || feed.url;
    const item = make("li", { title: feed.url });
    if (feed.feed) item.append(words("feed_followed", name));
    else item.append(words("feed_here"), " ", make("button", { type: "button", class: "link", onclick: () => subscribe(feed, item) }, words("feed_follow", name)));
    return item;
  };
  $("feeds").replaceChildren(...feeds.slice(0, 10).map(line));
  $("feeds").hidden = feeds.length === 0;
}

function offerQuote() {
  const selected = state.facts.selection?.trim() ?? "";
  $("quote").value = selected;
  $("quote-part").open = selected !== "";
}

async function showOutbox() {
  const items = await ask("outbox").catch(() => []);
  state.waiting = items.length;
  $("outbox").replaceChildren(
    ...(items.length ? [words(items.length === 1 ? "outbox_one" : "outbox_many", items.length), " ", make("button", { type: "button", class: "link", onclick: drain }, words("outbox_now"))] : []),
  );
  $("outbox").hidden = items.length === 0;
}

const say = (text, ...more) => $("said").replaceChildren(text, ...more);

function showTrouble(error) {
  const { text, command } = error.text ? error : fault(error);
  $("trouble-text").textContent = text;
  $("trouble-command").textContent = command ?? "";
  $("trouble-command").parentElement.hidden = !command;
  $("trouble").hidden = false;
}

const hideTrouble = () => ($("trouble").hidden = true);

// Saving what is new

async function save(star) {
  const pending = $("tag").value.trim();
  if (pending) giveTag(pending);
  const quote = $("quote").value.trim();
  const wish = { star, later: true, tags: state.tags, note: $("note").value.trim() };
  if (quote) wish.quote = { text: quote, place: $("place").value.trim() };
  await trying(async () => {
    const done = await ask("save", { facts: state.facts, wish, tabId: state.tab.id });
    await forgetDraft();
    if (done.kept) {
      $("stands").textContent = words("kept");
      showTrouble(done.error);
      say(words("kept_long"));
      lock();
    } else {
      took(done.entry, done.acts);
      $("quote-part").open = false;
      $("quote").value = $("place").value = "";
      saySaved();
    }
    await showOutbox();
  });
}

function took(entry, acts) {
  state.known = entry;
  state.tags = [...entry.tags];
  if (acts?.length) state.acts = acts;
  showPaper();
}

const saySaved = () =>
  say(words("said_saved"), " ", make("button", { type: "button", class: "link", "aria-keyshortcuts": "Control+Z", onclick: undo }, words("undo")));

function lock() {
  for (const element of $("form").querySelectorAll("input, textarea, button")) element.disabled = true;
}

async function undo() {
  if (state.acts.length === 0) return;
  await trying(async () => {
    await ask("undo", { acts: state.acts, tabId: state.tab.id });
    state.acts = [];
    await load();
    say(words("said_undone"));
  });
}

async function trying(work) {
  hideTrouble();
  try {
    await work();
  } catch (error) {
    showTrouble(error);
  }
}

// Editing what is there

async function edit(fields) {
  await trying(async () => {
    const done = await ask("update", { fields: { paper: state.known.paper, ...fields }, tabId: state.tab.id });
    if (done.kept) return say(words("kept_long"));
    took({ ...state.known, ...done.entry, feeds: state.known.feeds, rules: state.known.rules }, done.acts);
    saySaved();
  });
}

function giveTag(tag) {
  const name = tag.replace(/,/g, " ").trim().replace(/\s+/g, " ");
  $("tag").value = "";
  closeFound();
  if (!name || has(name)) return;
  state.tags.push(name);
  showChips();
  if (state.known) void edit({ add_tags: [name] });
  else keepDraft();
}

function takeTag(tag) {
  state.tags = state.tags.filter((own) => own !== tag);
  showChips();
  $("tag").focus();
  if (state.known) void edit({ remove_tags: [tag] });
  else keepDraft();
}

let noteTimer = 0;

function noteChanged() {
  if (!state.known) return keepDraft();
  clearTimeout(noteTimer);
  noteTimer = setTimeout(keepNote, PAUSE);
}

function keepNote() {
  clearTimeout(noteTimer);
  const note = $("note").value.trim();
  if (state.known && note !== state.known.note.trim()) void edit({ note });
}

async function keepQuote() {
  const text = $("quote").value.trim();
  if (!text) return $("quote").focus();
  await trying(async () => {
    const done = await ask("quote", { fields: { paper: state.known.paper, text, place: $("place").value.trim() } });
    $("quote").value = $("place").value = "";
    if (done.kept) return say(words("kept_long"));
    took({ ...state.known, ...done.entry, feeds: state.known.feeds, rules: state.known.rules }, done.acts);
    saySaved();
  });
}

async function remove() {
  await trying(async () => {
    const done = await ask("remove", { paper: state.known.paper, tabId: state.tab.id });
    if (done.kept) return say(words("kept_long"));
    await load();
    state.acts = done.acts;
    say(words("said_removed"), " ", make("button", { type: "button", class: "link", onclick: undo }, words("undo")));
  });
}

async function subscribe(feed, item) {
  await trying(async () => {
    const done = await ask("subscribe", { feed });
    item.textContent = done.kept ? words("kept_long") : words("feed_followed", feed.title || feed.url);
  });
}

async function cite() {
  await trying(async () => {
    const { bibtex } = await ask("cite", { paper: state.known.paper });
    await navigator.clipboard.writeText(bibtex);
    say(words("said_copied"));
  });
}

async function markKnown() {
  await trying(async () => {
    const { on, marked } = await ask("mark-known", { tab: { id: state.tab.id } });
    say(on ? words(marked === 1 ? "marked_one" : "marked_many", marked) : words("marked_off"));
  });
}

async function drain() {
  await trying(() => ask("drain"));
  await showOutbox();
}

// A draft outlives a popup that was closed by a click beside it

const draftKey = () => `draft ${state.facts?.url ?? ""}`;

function keepDraft() {
  if (state.known || !state.facts) return;
  const draft = { tags: state.tags, note: $("note").value, quote: $("quote").value, place: $("place").value, at: Date.now() };
  void api.storage.local.set({ [draftKey()]: draft });
}

async function restoreDraft() {
  if (state.known || !state.facts) return;
  const { [draftKey()]: draft } = await api.storage.local.get(draftKey());
  if (!draft) return;
  state.tags = draft.tags;
  $("note").value = draft.note;
  if (!$("quote").value && draft.quote) {
    $("quote").value = draft.quote;
    $("quote-part").open = true;
  }
  $("place").value = draft.place;
  showChips();
}

const forgetDraft = () => api.storage.local.remove(draftKey());

// Completion of tags

let chosen = -1;

function complete() {
  const typed = $("tag").value.trim().toLowerCase();
  const fits = typed ? state.all.filter((tag) => !has(tag) && tag.toLowerCase().includes(typed)) : [];
  fits.sort((one, other) => other.toLowerCase().startsWith(typed) - one.toLowerCase().startsWith(typed));
  chosen = -1;
  $("found").replaceChildren(
    ...fits.slice(0, 6).map((tag, at) => make("li", { role: "option", id: `found-${at}`, "aria-selected": "false", onmousedown: (event) => (event.preventDefault(), giveTag(tag)) }, tag)),
  );
  $("found").hidden = fits.length === 0;
  $("tag").setAttribute("aria-expanded", fits.length > 0);
  $("tag").removeAttribute("aria-activedescendant");
}

function closeFound() {
  $("found").hidden = true;
  chosen = -1;
  $("tag").setAttribute("aria-expanded", "false");
  $("tag").removeAttribute("aria-activedescendant");
}

function choose(step) {
  const options = [...$("found").children];
  if ($("found").hidden || options.length === 0) return;
  chosen = (chosen + step + options.length) % options.length;
  options.forEach((option, at) => option.setAttribute("aria-selected", at === chosen));
  $("tag").setAttribute("aria-activedescendant", `found-${chosen}`);
  options[chosen].scrollIntoView({ block: "nearest" });
}

function tagKey(event) {
  if (event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && chosen >= 0 && !$("found").hidden) {
    event.preventDefault();
    giveTag($("found").children[chosen].textContent);
  } else if ((event.key === "," || event.key === "Tab") && !event.shiftKey && $("tag").value.trim()) {
    event.preventDefault();
    giveTag(event.key === "Tab" && chosen >= 0 ? $("found").children[chosen].textContent : $("tag").value);
  } else if (event.key === "Backspace" && !$("tag").value && state.tags.length) {
    takeTag(state.tags.at(-1));
  } else if (event.key === "Escape" && !$("found").hidden) {
    event.preventDefault();
    closeFound();
  }
}

// Keys of the whole popup

function key(event) {
  const control = event.ctrlKey || event.metaKey;
  if (control && event.key === "Enter") {
    event.preventDefault();
    if (!state.page || $("star-save").disabled) return;
    if (state.known) void edit({ star: true });
    else void save(true);
  } else if (control && event.key.toLowerCase() === "z" && state.acts.length && !event.target.value) {
    event.preventDefault();
    void undo();
  } else if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
    const tag = recent()[Number(event.code.at(-1)) - 1];
    if (!tag) return;
    event.preventDefault();
    giveTag(tag);
  }
}

function submitted(event) {
  event.preventDefault();
  if (!state.page || $("save").disabled) return;
  if (!state.known) return void save(false);
  const pending = $("tag").value.trim();
  if (pending) giveTag(pending);
  keepNote();
}

function listen() {
  $("form").addEventListener("submit", submitted);
  $("star-save").addEventListener("click", () => void save(true));
  $("star").addEventListener("click", () => void edit({ star: !state.known.starred }));
  $("later").addEventListener("click", () => void edit({ later: !(state.known.later && !state.known.done) }));
  $("cite").addEventListener("click", () => void cite());
  $("remove").addEventListener("click", () => void remove());
  $("keep-quote").addEventListener("click", () => void keepQuote());
  $("mark-known").addEventListener("click", () => void markKnown());
  $("again").addEventListener("click", () => void load());
  $("options").addEventListener("click", () => void api.runtime.openOptionsPage());
  $("tag").addEventListener("input", complete);
  $("tag").addEventListener("keydown", tagKey);
  $("tag").addEventListener("blur", closeFound);
  $("note").addEventListener("input", noteChanged);
  $("note").addEventListener("blur", keepNote);
  for (const id of ["quote", "place"]) $(id).addEventListener("input", keepDraft);
  document.addEventListener("keydown", key);
  addEventListener("pagehide", keepNote);
}

await open();
