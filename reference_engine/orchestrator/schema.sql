CREATE TABLE run (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  phase TEXT NOT NULL,
  settings TEXT NOT NULL,
  analysis TEXT,
  revisions INTEGER NOT NULL DEFAULT 0,
  error_type TEXT,
  error_message TEXT,
  started_at TEXT NOT NULL,
  ended_at TEXT
);
CREATE TABLE phase_history (
  id INTEGER PRIMARY KEY,
  phase TEXT NOT NULL,
  status TEXT NOT NULL,
  error TEXT,
  started_at TEXT NOT NULL,
  ended_at TEXT
);
CREATE TABLE tasks (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  dependencies TEXT NOT NULL,
  estimated_iterations INTEGER NOT NULL,
  status TEXT NOT NULL DEFAULT 'pending',
  reason TEXT,
  round INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE plan_groups (
  group_index INTEGER NOT NULL,
  task_id TEXT NOT NULL REFERENCES tasks (id),
  PRIMARY KEY (group_index, task_id)
);
CREATE TABLE loops (
  id TEXT PRIMARY KEY,
  task_id TEXT NOT NULL REFERENCES tasks (id),
  status TEXT NOT NULL,
  branch TEXT NOT NULL,
  base_commit TEXT NOT NULL,
  iterations INTEGER NOT NULL DEFAULT 0,
  same_error INTEGER NOT NULL DEFAULT 0,
  no_progress INTEGER NOT NULL DEFAULT 0,
  sent_back INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  feedback TEXT,
  claim TEXT,
  tree TEXT,
  opened INTEGER NOT NULL DEFAULT 0,
  built INTEGER NOT NULL DEFAULT 0,
  merge_commit TEXT,
  reason TEXT
);
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,
  loop_id TEXT REFERENCES loops (id),
  passed INTEGER NOT NULL,
  intent TEXT NOT NULL,
  issues TEXT NOT NULL,
  at TEXT NOT NULL,
  cached INTEGER NOT NULL
);
CREATE TABLE costs (
  id INTEGER PRIMARY KEY,
  phase TEXT NOT NULL,
  round INTEGER NOT NULL,
  loop_id TEXT REFERENCES loops (id),
  usd REAL NOT NULL
);
CREATE TABLE context (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
CREATE TABLE pending_conflicts (
  loop_id TEXT PRIMARY KEY REFERENCES loops (id),
  files TEXT NOT NULL
);
CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  role TEXT NOT NULL,
  number INTEGER NOT NULL,
  task_id TEXT,
  loop_id TEXT REFERENCES loops (id),
  attempt INTEGER NOT NULL,
  backend TEXT NOT NULL,
  reason TEXT,
  waited REAL NOT NULL,
  failure TEXT,
  down INTEGER NOT NULL
);
PRAGMA user_version = 2;
