INSERT INTO meta VALUES ('library', '0011223344556677'), ('machine', '8899aabbccddeeff'), ('fold_version', '1'),
  ('terms_papers', '0');
INSERT INTO feeds (id, url, kind, title, added, folder, paused, name) VALUES (1, 'https://example.org/feed', 'feed', 'A feed',
  '2026-01-05T08:00:00+00:00', 'Journals/Weekly', '2026-02-01T08:00:00+00:00', 'The weekly');
INSERT INTO papers (id, seq, title, authors, abstract, published, categories, authority, text_feed, added, fresh)
  VALUES (1, 739000000000, 'A paper from long ago', '[{"name":"Ada Marot"}]', 'Its abstract.', '2024-04-18',
  '["cs.LG"]', 2, 1, '2026-01-05T08:00:00+00:00', 1);
INSERT INTO ids VALUES ('arxiv', '2404.00001', 1);
INSERT INTO words VALUES (739000000000, 'a paper from long ago', 'its abstract', 'ada marot', 'cs lg');
INSERT INTO appearances (paper, feed, day, rank, seen) VALUES (1, 1, '2026-01-05', 1, '2026-01-05T08:00:00+00:00');
INSERT INTO marks VALUES (1, 'star', 1, '2026-01-05T09:00:00+00:00', 'cli', NULL);
INSERT INTO tags VALUES (1, 'old/times', '#aa3355');
INSERT INTO searches VALUES (1, 'Ages', 'long ago', '2026-01-05T09:00:00+00:00', NULL);
INSERT INTO taggings VALUES (1, 1, 1, '2026-01-05T09:00:00+00:00', 'cli');
INSERT INTO notes VALUES (1, 'why I kept it', '2026-01-05T09:00:00+00:00', 'cli');
INSERT INTO quotes (id, paper, text, at, origin) VALUES (1, 1, 'a passage', '2026-01-05T09:00:00+00:00', 'cli');
INSERT INTO rules (id, text, added) VALUES (1, 'long ago', '2026-01-05T08:00:00+00:00');
INSERT INTO matches VALUES (1, 1, 1, '2026-01-05T08:00:00+00:00', '["long ago"]', '[["title",13,21]]', 0, NULL);
INSERT INTO effects VALUES (1, 'read', 1, 1, '2026-01-05T08:00:00+00:00');
INSERT INTO journal (machine, number, at, origin, act, changes) VALUES ('8899aabbccddeeff', 1,
  '2026-01-05T08:00:00+00:00', 'cli', 'add feed',
  '[["feeds",{"id":1},{"removed":"2026-01-05T08:00:00+00:00"},{"removed":null}]]');
