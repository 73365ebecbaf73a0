/* Where each call of a session stands in its picture, told by its times alone.

   A column is a moment: what one run did in one column overlapped. What a later run takes up stands
   in the column where it stood before, so that a column of several runs is one piece of work. */

/* Whether a call whose end nobody saw must have been over when that other call began. */
function isOver(call, other) {
  const alone = (each) => each.agent === undefined && !each.task;
  const same = call.agent === other.agent && call.task === other.task;
  return same || alone(call) || alone(other)
    || (call.agent !== undefined && call.stage !== other.stage);
}

/* Whether a call and one that is told after it worked at the same time. */
const sideBySide = (call, later) => later.began >= call.began && later.began < call.until;

/* The calls of a run, each with its times, a name for its piece of work, and whose work it is. */
function timed(run, unnamed) {
  const calls = (run.calls || []).map((call, number) => {
    const whose = [call.task, call.agent].map((each) => each ?? "").join("|");
    const work = [call.stage, call.iteration].map((each) => each ?? "").join("|");
    return { ...call, whose, key: unnamed ? `${number}` : `${work}|${whose}`, began: call.began_s ?? 0 };
  });
  calls.forEach((call, at) => {
    const next = calls.slice(at + 1).find((other) => unnamed || isOver(call, other));
    call.until = call.ended_s ?? next?.began ?? Infinity;
  });
  return calls;
}

/* In which column each call begins: behind all that had ended, and where its work stood before. */
function setColumns(calls, columns, unused) {
  calls.forEach((call, at) => {
    const ended = calls.slice(0, at).filter((other) => !sideBySide(other, call));
    const least = 1 + Math.max(-1, ...ended.map((other) => other.column));
    const usual = columns.get(call.key);
    call.column = usual >= least ? usual : Math.max(least, unused);
    columns.set(call.key, call.column);
  });
}

/* In which column each call ends: before what began when it was over. */
function setEnds(calls) {
  calls.forEach((call, at) => {
    const later = calls.slice(at + 1);
    const beside = later.filter((other) => sideBySide(call, other)).map((other) => other.column);
    const behind = later.filter((other) => !sideBySide(call, other)).map((other) => other.column);
    call.end = Math.max(call.column, Math.min(Math.max(call.column, ...beside), Math.min(...behind) - 1));
  });
}

/* In which row of the run's lane each call stands: one agent in one row, as far as there is room. */
function setRows(calls) {
  const rows = new Map();
  const placed = [];
  const order = (a, b) => a.column - b.column || (a.agent ?? -1) - (b.agent ?? -1);
  for (const call of [...calls].sort(order)) {
    const free = (row) => placed.every((other) =>
      other.row !== row || other.end < call.column || call.end < other.column);
    const usual = rows.get(call.whose);
    call.row = usual !== undefined && free(usual) ? usual : 0;
    while (!free(call.row)) call.row += 1;
    rows.set(call.whose, call.row);
    placed.push(call);
  }
}

/* The runs of a session with their calls in place; `again` where a call repeats finished work. */
function readRuns(session, doneTwice) {
  const unnamed = session.runs.every((run) => (run.calls || []).every((call) => !call.stage));
  const columns = new Map();
  const done = new Set();
  let unused = 0;
  return session.runs.map((run) => {
    const calls = timed(run, unnamed);
    setColumns(calls, columns, unused);
    setEnds(calls);
    setRows(calls);
    for (const call of calls) call.again = doneTwice && done.has(call.key);
    for (const call of calls) if (call.result !== "cut short") done.add(call.key);
    unused = Math.max(unused, ...calls.map((call) => call.end + 1));
    return { fault: "", ended: "", ...run, calls, unnamed };
  });
}
