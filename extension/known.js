// Marks the links of a page that lead to papers of the library; put into a page on the reader's word, once.
(() => {
  if (globalThis.papertrayKnown) return;
  const api = globalThis.browser ?? globalThis.chrome;
  const MOST = 5_000;
  const MARK = "papertray-mark";
  let on = false;
  let observer = null;
  let pause = 0;

  const links = () =>
    [...document.querySelectorAll("a[href]")].filter((link) => /^https?:$/.test(link.protocol) && !link.dataset.papertray).slice(0, MOST);

  async function look() {
    const asked = links();
    if (asked.length === 0) return 0;
    for (const link of asked) link.dataset.papertray = "asked";
    const urls = [...new Set(asked.map((link) => link.href.slice(0, 2048)))];
    const { answer = {} } = (await api.runtime.sendMessage({ do: "known", urls })) ?? {};
    let marked = 0;
    const told = new Map();
    for (const link of asked) {
      const stands = answer[link.href.slice(0, 2048)];
      if (!stands || !on) continue;
      // A listing links a paper three times in a row: one mark says it.
      const place = link.closest("dt, li, tr, p, article") ?? link;
      const papers = told.get(place) ?? told.set(place, new Set()).get(place);
      if (papers.has(stands.paper)) continue;
      papers.add(stands.paper);
      link.after(mark(stands));
      marked += 1;
    }
    return marked;
  }

  function mark(stands) {
    const sign = document.createElement("span");
    sign.className = MARK;
    sign.setAttribute("role", "img");
    sign.setAttribute("aria-label", `Papertray: ${stands.words}`);
    sign.title = stands.words;
    sign.textContent = stands.sign;
    // In place, for a page's own sheets must not hide it.
    sign.style.cssText =
      `all:initial;display:inline-block;margin-inline-start:.35em;min-width:1.1em;padding:0 .3em;border-radius:.6em;` +
      `background:${stands.colour};color:#fff;font:600 .72em/1.5 system-ui,sans-serif;text-align:center;vertical-align:middle;cursor:default`;
    return sign;
  }

  async function start() {
    on = true;
    const marked = await look();
    observer ??= new MutationObserver(() => {
      clearTimeout(pause);
      pause = setTimeout(() => on && look(), 500);
    });
    observer.observe(document.body, { childList: true, subtree: true });
    return { on, marked };
  }

  function stop() {
    on = false;
    observer?.disconnect();
    for (const sign of document.querySelectorAll(`.${MARK}`)) sign.remove();
    for (const link of document.querySelectorAll("a[data-papertray]")) delete link.dataset.papertray;
    return { on, marked: 0 };
  }

  globalThis.papertrayKnown = { start };
  api.runtime.onMessage.addListener((message, sender, reply) => {
    if (sender.id !== api.runtime.id || message?.do !== "toggle") return false;
    Promise.resolve(on ? stop() : start()).then(reply);
    return true;
  });
})();
