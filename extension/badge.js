// The badge on the toolbar button: one sign, and in the button's title the same in words.
import { api, day, words } from "./api.js";

const GREEN = "#15803d";
const ORANGE = "#c2410c";
const BLUE = "#1d4ed8";
const GREY = "#6b6b66";
const AMBER = "#b45309";

/** Give sign, colour and words for how a paper stands; null where the library has it not. */
export function standing(paper) {
  if (!paper) return null;
  if (paper.starred) return ["★", ORANGE, words("stands_starred", day(paper.starred))];
  if (paper.done) return ["✓", GREEN, words("stands_done", day(paper.done))];
  if (paper.later) return ["●", BLUE, words("stands_later", day(paper.later))];
  if (paper.noted || paper.note) return ["✎", BLUE, words("stands_noted")];
  if (paper.dismissed) return ["×", GREY, words("stands_dismissed", day(paper.dismissed))];
  return ["·", GREY, words("stands_known")];
}

/** Show how the paper of a tab stands. */
export async function showStanding(tabId, paper) {
  const found = standing(paper);
  await show(tabId, ...(found ?? ["", GREY, words("action")]));
}

export const showSaved = (tabId, star) => show(tabId, star ? "★" : "✓", star ? ORANGE : GREEN, words("saved_title"));
export const showTabs = (tabId, count) => show(tabId, "✓", GREEN, words(count === 1 ? "tabs_one" : "tabs_many", count));
export const showKept = (tabId) => show(tabId, "…", AMBER, words("kept_title"));
export const showFault = (tabId, text) => show(tabId, "!", AMBER, text);

async function show(tabId, sign, colour, title) {
  try {
    await api.action.setBadgeText({ tabId, text: sign });
    await api.action.setBadgeBackgroundColor({ tabId, color: colour });
    await api.action.setBadgeTextColor?.({ tabId, color: "#ffffff" });
    await api.action.setTitle({ tabId, title });
  } catch {
    // The tab was closed meanwhile.
  }
}
