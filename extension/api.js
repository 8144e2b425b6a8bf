// The browser's own functions under one name: Firefox has them as `browser`, Chromium as `chrome`.
export const api = globalThis.browser ?? globalThis.chrome;

/** Give a text in the reader's language, with its places filled. */
export const words = (name, ...places) => api.i18n.getMessage(name, places.map(String)) || name;

/** Put the texts of a page in: data-words names the text, data-words-label, -title and -hint those of attributes. */
export function putWords(root = document) {
  document.documentElement.lang = api.i18n.getUILanguage();
  const attributes = { wordsLabel: "aria-label", wordsTitle: "title", wordsHint: "placeholder" };
  for (const element of root.querySelectorAll("[data-words]")) element.textContent = words(element.dataset.words);
  for (const [key, attribute] of Object.entries(attributes)) {
    const name = `data-${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    for (const element of root.querySelectorAll(`[${name}]`)) element.setAttribute(attribute, words(element.dataset[key]));
  }
}

/** Make an element; children are elements or texts, and a text is never read as markup. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** Give a day as people write it, without the year where it is this one. */
export function day(stamp, now = new Date()) {
  const then = new Date(stamp);
  const form = { day: "numeric", month: "long", ...(then.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }) };
  return new Intl.DateTimeFormat(api.i18n.getUILanguage(), form).format(then);
}
