-- Facts about this file: library (random id), machine (random id of the writer), fold_version, terms_papers.
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Times are UTC, ISO 8601 with seconds and +00:00; days are YYYY-MM-DD.

-- A list we poll. Never deleted: what it said stays explainable, and adding it again finds it as it was.
CREATE TABLE feeds (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('feed', 'daily_papers', 'arxiv', 'by_hand')),
  title TEXT NOT NULL DEFAULT '',
  added TEXT NOT NULL,
  backfill INTEGER NOT NULL DEFAULT 0,      -- announcement days to go back; 0 once all of them are there
  first_polled TEXT,                        -- NULL: the next good poll is the first and notifies of nothing
  next_check TEXT,                          -- NULL: at once
  checked TEXT,                             -- last try
  succeeded TEXT,                           -- last try that reached the feed
  failures INTEGER NOT NULL DEFAULT 0,      -- in a row
  trouble TEXT,                             -- JSON {kind, values, since}: why the last try failed; NULL: it did not
  warning TEXT NOT NULL DEFAULT '',         -- a word for what was odd in a good answer: truncated, stale, ...
  removed TEXT,                             -- when the reader removed it; NULL: polled
  folder TEXT NOT NULL DEFAULT '',          -- the reader's place for it; levels parted by slashes
  paused TEXT,                              -- since when the reader has it rest; NULL: it is checked
  name TEXT NOT NULL DEFAULT '',            -- the reader's own name for it; '': its title
  hints TEXT NOT NULL DEFAULT '{}',         -- JSON {ttl, skip_days, skip_hours}: what the feed says about when to come
  why TEXT NOT NULL DEFAULT '',             -- a word for what decided next_check: schedule.Why
  login TEXT NOT NULL DEFAULT ''            -- how to log in: '', basic, or a header's name; the secret is elsewhere
) STRICT;

-- Each address of a feed (a day's list is an address of its own) as it last answered.
CREATE TABLE pages (
  feed INTEGER NOT NULL REFERENCES feeds(id),
  url TEXT NOT NULL,
  day TEXT,                                 -- the day it lists; NULL: whatever is newest
  etag TEXT NOT NULL DEFAULT '',            -- validators, byte for byte, always written as a pair
  last_modified TEXT NOT NULL DEFAULT '',
  body_hash BLOB NOT NULL DEFAULT x'',
  checked TEXT,                             -- last good answer, also "not modified": confirms the readings
  changed TEXT,                             -- last answer with a new body
  complete INTEGER NOT NULL DEFAULT 0,      -- 1: a past day whose list no longer grows
  fetched TEXT,                             -- last answer with a body, old or new
  PRIMARY KEY (feed, url)
) STRICT, WITHOUT ROWID;

-- Of each address, the items that were read before; apart from pages, since few checks look at them.
CREATE TABLE items (
  feed INTEGER NOT NULL REFERENCES feeds(id),
  url TEXT NOT NULL,
  marks BLOB NOT NULL,                      -- 8 bytes for what stands around the items, then 8 for each one known
  PRIMARY KEY (feed, url)
) STRICT;

-- Hosts that asked us to wait.
CREATE TABLE hosts (
  host TEXT PRIMARY KEY,
  not_before TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a work, as sources describe it; polling may replace every column. No mark of the reader's is in here.
CREATE TABLE papers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,     -- a number is never dealt twice, marks outlive their papers
  seq INTEGER NOT NULL UNIQUE,              -- day of publication x 1,000,000 + n: order of lists, rowid of the index
  title TEXT NOT NULL,
  authors TEXT NOT NULL DEFAULT '[]',       -- JSON [{name, family, given, suffix, group}], empty parts left out
  abstract TEXT NOT NULL DEFAULT '',
  published TEXT,
  updated TEXT,
  version INTEGER,
  categories TEXT NOT NULL DEFAULT '[]',    -- JSON, the primary one first
  links TEXT NOT NULL DEFAULT '[]',         -- JSON [[kind, url]], http and https only
  summary TEXT NOT NULL DEFAULT '',
  keywords TEXT NOT NULL DEFAULT '[]',
  organisation TEXT NOT NULL DEFAULT '',
  thumbnail TEXT NOT NULL DEFAULT '',
  comment TEXT NOT NULL DEFAULT '',
  venue TEXT NOT NULL DEFAULT '',           -- JSON {kind, name, volume, number, pages, appeared}, '' = none
  licence TEXT NOT NULL DEFAULT '',
  authority INTEGER NOT NULL,               -- whose text this is: model.Paper
  text_feed INTEGER,                        -- the feed whose text this is: only it, or a better one, replaces it
  title_key INTEGER,                        -- identity.title_key, 8 bytes; NULL: title too short to compare
  year INTEGER,
  added TEXT NOT NULL,                      -- when the library first saw it
  fresh INTEGER NOT NULL                    -- 1: arrived as new, so it is unread; 0: first poll, backfill, import
) STRICT;
CREATE INDEX papers_by_title ON papers(title_key) WHERE title_key IS NOT NULL;
CREATE INDEX papers_by_added ON papers(added);
CREATE INDEX papers_fresh ON papers(seq) WHERE fresh = 1;
CREATE INDEX papers_with_code ON papers(seq) WHERE instr(links, '["code"') > 0;

-- The names of a work. `paper` is the paper it came with, which a merge does not change.
CREATE TABLE ids (
  scheme TEXT NOT NULL,
  value TEXT NOT NULL,
  paper INTEGER NOT NULL,
  PRIMARY KEY (scheme, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX ids_by_paper ON ids(paper);

-- Two papers that are one work. Nothing else is rewritten: every other table keeps the loser's number and is read
-- through this one; deleting the row and putting `saved` back undoes the merge.
CREATE TABLE merges (
  loser INTEGER PRIMARY KEY,
  winner INTEGER NOT NULL,                  -- as decided
  root INTEGER NOT NULL,                    -- where the chain of winners ends: a row of papers
  saved TEXT NOT NULL,                      -- JSON, the loser's row of papers
  why TEXT NOT NULL CHECK (why IN ('id', 'title', 'reader')),
  at TEXT NOT NULL
) STRICT;
CREATE INDEX merges_by_root ON merges(root);

-- Pairs that might be one work, and pairs of which the reader said that they are not.
CREATE TABLE suggestions (
  paper INTEGER NOT NULL,
  other INTEGER NOT NULL,                   -- the smaller number is `paper`
  verdict TEXT NOT NULL CHECK (verdict IN ('open', 'apart')),
  at TEXT NOT NULL,
  PRIMARY KEY (paper, other)
) STRICT, WITHOUT ROWID;

-- A paper in one feed on one day of that feed.
CREATE TABLE appearances (
  paper INTEGER NOT NULL,
  feed INTEGER NOT NULL REFERENCES feeds(id),
  day TEXT NOT NULL,
  rank INTEGER,
  votes INTEGER,                            -- latest; how they grew is in readings
  comments INTEGER,
  announced TEXT,
  version INTEGER,
  seen TEXT NOT NULL,                       -- when we first saw it there
  PRIMARY KEY (paper, feed, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX appearances_by_day ON appearances(feed, day, rank);
CREATE INDEX appearances_by_votes ON appearances(votes) WHERE votes IS NOT NULL;

-- Counts over time, only ever added to.
CREATE TABLE readings (
  paper INTEGER NOT NULL,
  feed INTEGER NOT NULL,
  metric TEXT NOT NULL CHECK (metric IN ('votes', 'comments', 'stars')),
  at TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (paper, feed, metric, at)
) STRICT, WITHOUT ROWID;

-- What the reader wants to be told of, and what is to happen to it. Removed rules stay, so that removing can be undone.
CREATE TABLE rules (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL,
  added TEXT NOT NULL,
  removed TEXT,
  name TEXT NOT NULL DEFAULT '',            -- '': it goes by its words
  notify INTEGER NOT NULL DEFAULT 1,        -- 0: it fills its list and tells nobody
  actions TEXT NOT NULL DEFAULT '[]',       -- JSON: star, later, read, dismissed, tag:NUMBER
  feeds TEXT NOT NULL DEFAULT '[]',         -- JSON: the feeds that it looks at; none: all of them
  heat REAL NOT NULL DEFAULT 0,             -- it tells only of what is among the hottest: model.Heat.share
  cap INTEGER NOT NULL DEFAULT 0,           -- papers a day that it tells of; 0: any number
  exempt INTEGER NOT NULL DEFAULT 0,        -- 1: it tells also while notices rest
  paused TEXT,                              -- since when it is off; NULL: it is on
  edition INTEGER NOT NULL DEFAULT 1        -- another one with each change of what it asks for or does
) STRICT;

-- A rule that fired for a paper: once, for ever.
CREATE TABLE matches (
  rule INTEGER NOT NULL REFERENCES rules(id),
  paper INTEGER NOT NULL,
  edition INTEGER NOT NULL,                 -- of the rule; what an earlier one found counts only once that is back
  at TEXT NOT NULL,
  words TEXT NOT NULL,                      -- JSON [word as it stands in the text]
  places TEXT NOT NULL,                     -- JSON [[field, start, end]], in code points
  silent INTEGER NOT NULL,                  -- 1: first poll, backfill, import: never shown as a notice
  shown TEXT,                               -- when the reader was told of it; NULL: not yet
  PRIMARY KEY (rule, paper, edition)
) STRICT, WITHOUT ROWID;
CREATE INDEX matches_by_paper ON matches(paper);
CREATE INDEX matches_to_show ON matches(at) WHERE shown IS NULL AND silent = 0;

-- What a rule did to a paper: counts as a mark or a tag while the rule is in force in this edition, and where the
-- reader has said nothing of that kind about the paper.
CREATE TABLE effects (
  paper INTEGER NOT NULL,
  act TEXT NOT NULL,                        -- as in rules.actions
  rule INTEGER NOT NULL REFERENCES rules(id),
  edition INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (paper, act, rule, edition)
) STRICT, WITHOUT ROWID;
CREATE INDEX effects_by_act ON effects(act);

-- From here on: what the reader said. No foreign key leads to papers or feeds, so nothing that happens there can
-- take any of it away.

CREATE TABLE marks (
  paper INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('star', 'later', 'done', 'dismissed', 'read')),
  state INTEGER NOT NULL,                   -- 1: set, 0: taken back, which outweighs what a rule did
  at TEXT NOT NULL,
  origin TEXT NOT NULL,
  place REAL,                               -- order within Later
  PRIMARY KEY (paper, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX marks_by_kind ON marks(kind, state, at);

CREATE TABLE tags (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE, -- nested by slashes: methods/rl
  colour TEXT NOT NULL DEFAULT ''           -- #rrggbb; '': chosen from the name
) STRICT;

CREATE TABLE taggings (
  paper INTEGER NOT NULL,
  tag INTEGER NOT NULL,
  state INTEGER NOT NULL,                   -- as in marks
  at TEXT NOT NULL,
  origin TEXT NOT NULL,
  PRIMARY KEY (paper, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX taggings_by_tag ON taggings(tag, state);

-- Searches that the reader keeps by name. Removed ones stay, as removed rules do.
CREATE TABLE searches (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  added TEXT NOT NULL,
  removed TEXT
) STRICT;

CREATE TABLE notes (
  paper INTEGER PRIMARY KEY,
  text TEXT NOT NULL,                       -- Markdown; the first line says why the paper was kept
  at TEXT NOT NULL,
  origin TEXT NOT NULL
) STRICT;

CREATE TABLE quotes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  paper INTEGER NOT NULL,
  text TEXT NOT NULL,
  place TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  at TEXT NOT NULL,
  origin TEXT NOT NULL,
  removed TEXT
) STRICT;
CREATE INDEX quotes_by_paper ON quotes(paper);

-- What of a paper was opened, when and from where.
CREATE TABLE openings (
  paper INTEGER NOT NULL,
  what TEXT NOT NULL,
  at TEXT NOT NULL,
  origin TEXT NOT NULL
) STRICT;
CREATE INDEX openings_by_paper ON openings(paper);

-- Citation keys, dealt once and never dealt again; renaming keeps the old one.
CREATE TABLE cite_keys (
  key TEXT PRIMARY KEY COLLATE NOCASE,      -- BibTeX folds case
  paper INTEGER NOT NULL,
  current INTEGER NOT NULL,                 -- 1: the one to write
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cite_keys_by_paper ON cite_keys(paper, current);

-- A .bib that follows a list. Removed ones stay, so that removing can be undone.
CREATE TABLE live_files (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL,                       -- absolute
  list TEXT NOT NULL,                       -- model.ListName
  text TEXT NOT NULL DEFAULT '',            -- a search that narrows it
  search INTEGER,                           -- or a saved one
  flavour TEXT NOT NULL CHECK (flavour IN ('bibtex', 'biblatex')),
  extras TEXT NOT NULL DEFAULT '[]',        -- JSON: abstract, tags, note
  command TEXT NOT NULL DEFAULT '[]',       -- JSON: the words of what is run after a write
  added TEXT NOT NULL,
  paused TEXT,                              -- since when it rests; NULL: it is written
  removed TEXT,
  wrote TEXT,                               -- last write; not the reader's, as are the next two
  trouble TEXT,                             -- JSON {kind, values, since}: why the last write did not come about
  stat TEXT NOT NULL DEFAULT ''             -- the file as we left it: time and size
) STRICT;

-- What stands in a live file of ours: another text than this one was changed by hand, and is left alone.
CREATE TABLE live_entries (
  file INTEGER NOT NULL,
  paper INTEGER NOT NULL,
  key TEXT NOT NULL,                        -- in this file; one that was there before us is kept
  digest INTEGER NOT NULL,                  -- of what the entry was made from
  text_hash INTEGER NOT NULL,
  PRIMARY KEY (file, paper)
) STRICT, WITHOUT ROWID;

-- What a person did, in order, each act with what it changed, so that it can be taken back, and with the papers'
-- own identifiers, so that libraries of two machines can be joined.
CREATE TABLE journal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  machine TEXT NOT NULL,
  number INTEGER NOT NULL,                  -- counts up within the machine
  at TEXT NOT NULL,
  origin TEXT NOT NULL,
  act TEXT NOT NULL,
  papers TEXT NOT NULL DEFAULT '[]',        -- JSON [[paper, [[scheme, value]]]]
  changes TEXT NOT NULL,                    -- JSON [[table, key, before, after]]
  target INTEGER,                           -- for undo and redo: the act they are about
  state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('done', 'undone', 'passed')),  -- passed: not to be redone
  UNIQUE (machine, number)
) STRICT;

-- The names of papers that went after a while (retention.py): a feed that still lists one brings nothing new.
CREATE TABLE gone (
  scheme TEXT NOT NULL,
  value TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (scheme, value)
) STRICT, WITHOUT ROWID;

-- What the browser was told, by its request's id: asked again because the answer was lost, nothing is done twice.
CREATE TABLE answers (
  request TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  answer TEXT NOT NULL                      -- JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_by_time ON answers(at);

-- The marks that count: what the reader said, and what rules did where the reader said nothing of that kind.
CREATE VIEW standing (paper, kind, at, place) AS
SELECT paper, kind, at, place FROM marks WHERE state = 1
UNION ALL
SELECT e.paper, e.act, e.at, 1e9 FROM effects e JOIN rules r ON r.id = e.rule AND r.edition = e.edition
WHERE r.removed IS NULL AND e.act IN ('star', 'later', 'read', 'dismissed')
AND NOT EXISTS (SELECT 1 FROM marks m WHERE m.paper = e.paper AND m.kind = e.act);

-- The same for tags.
CREATE VIEW carried (paper, tag, at) AS
SELECT paper, tag, at FROM taggings WHERE state = 1
UNION ALL
SELECT e.paper, CAST(substr(e.act, 5) AS INTEGER), e.at FROM effects e
JOIN rules r ON r.id = e.rule AND r.edition = e.edition
WHERE r.removed IS NULL AND e.act LIKE 'tag:%'
AND NOT EXISTS (SELECT 1 FROM taggings m WHERE m.paper = e.paper AND m.tag = CAST(substr(e.act, 5) AS INTEGER));

-- What search reads: the folded copy of a paper's text (fold.py), by seq, and its index.
CREATE TABLE words (
  seq INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  abstract TEXT NOT NULL,
  authors TEXT NOT NULL,
  cats TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE papers_fts USING fts5(
  title, abstract, authors, cats, content='words', content_rowid='seq', tokenize='unicode61 remove_diacritics 2'
);
-- Joins eight parts of the index at a time, not four: a sixth less work in a first poll, and shorter waits for a star.
INSERT INTO papers_fts(papers_fts, rank) VALUES ('automerge', 8);
CREATE TRIGGER words_added AFTER INSERT ON words BEGIN
  INSERT INTO papers_fts(rowid, title, abstract, authors, cats)
  VALUES (new.seq, new.title, new.abstract, new.authors, new.cats);
END;
CREATE TRIGGER words_removed AFTER DELETE ON words BEGIN
  INSERT INTO papers_fts(papers_fts, rowid, title, abstract, authors, cats)
  VALUES ('delete', old.seq, old.title, old.abstract, old.authors, old.cats);
END;
CREATE TRIGGER words_changed AFTER UPDATE ON words BEGIN
  INSERT INTO papers_fts(papers_fts, rowid, title, abstract, authors, cats)
  VALUES ('delete', old.seq, old.title, old.abstract, old.authors, old.cats);
  INSERT INTO papers_fts(rowid, title, abstract, authors, cats)
  VALUES (new.seq, new.title, new.abstract, new.authors, new.cats);
END;
CREATE VIRTUAL TABLE papers_vocab USING fts5vocab('papers_fts', 'row');

-- How many papers hold a term: decides what can be ranked and completes what is typed. Filled from papers_vocab.
CREATE TABLE terms (
  term TEXT PRIMARY KEY,
  df INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
