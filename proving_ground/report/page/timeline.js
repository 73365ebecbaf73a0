/* The picture of a session: a lane per run, a block per call, a column per moment of work, and rows
   where several worked at once. Columns that do not fit go on below, as music does, so that nothing
   scrolls sideways.

   timeline(session, width, doneTwice) is pure: it gives an <svg> that depends on nothing else.
   `doneTwice` says whether a law forbids what is repeated, which is then shown in red. */
const svg = (name, attributes, ...children) => h(`svg:${name}`, attributes, ...children);
const BOLT = "M9 0L2 8.5h4.5L4 15l8.5-9.5H8z";
const BARS = "M3 2h3.5v11H3zM8.5 2H12v11H8.5z";
const START = "M3 2l9 5.5-9 5.5z";
const AGAIN = "M12.5 4.5A5.2 5.2 0 1 0 13 8M13 1v4H9";
/* What an agent that ended well may come to without doing what it was asked for. */
const AMISS = new Set(["no decision", "not resolved", "report not taken", "reported nothing",
  "sent back", "task given up"]);
const GAP = 8;
const MARGIN = 6;
const BETWEEN = 5;
/* What is kept free on the right, where a thread leads down from a run to the one that goes on. */
const GUTTER = 16;

function torn(x, y, width, height) {
  const step = height / 6;
  return `M${x + 4} ${y}H${x + width}l-7 ${step} 6 ${step}-8 ${step} 7 ${step}-7 ${step} 5 ${step}`
    + `H${x + 4}q-4 0-4-4V${y + 4}q0-4 4-4z`;
}

/* How wide a letter is at most, in ems, in any of the fonts of the page. */
function ems(letter) {
  if (/[ijl.,:;'|! ·]/.test(letter)) return 0.35;
  if (/[-frtI()[\]"/]/.test(letter)) return 0.46;
  if (/[A-Z]/.test(letter)) return /[MW]/.test(letter) ? 0.99 : 0.73;
  return /[mw@%…—]/.test(letter) ? 0.98 : 0.645;
}

/* How many pixels a text takes at most at that size; the size of bold text is told as greater. */
const wide = (text, size) => [...text].reduce((sum, letter) => sum + ems(letter) * size, 0);

/* Text that takes no more than that many pixels. */
function shorten(text, room, size = 12.5) {
  if (wide(text, size) <= room) return text;
  const letters = [...text];
  while (letters.length > 1 && wide(`${letters.join("")}…`, size) > room) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

function inLines(text, room, size = 12.5) {
  const lines = [""];
  for (const word of text.split(/(?<=[ /-])/)) {
    const longer = lines.at(-1) + word;
    if (lines.at(-1) && wide(longer.trimEnd(), size) > room) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => shorten(line.trimEnd(), room, size));
}

/* The call that worked last. */
const lastOf = (calls) => calls.reduce((a, b) => (a && a.until > b.until ? a : b), null);

class Timeline {
  constructor(session, width, doneTwice) {
    this.width = width;
    this.runs = readRuns(session, doneTwice);
    this.unnamed = this.runs.every((run) => run.unnamed);
    this.front = [];
    this.behind = [];
    this.y = 2;
    this.begun = new Set();
    this.thread = null;
    this.reach = 0;
    this.measure();
  }

  measure() {
    const narrow = this.width < 500;
    this.height = narrow ? 48 : 52;
    const threads = this.runs.some((run, number) => number && run.action === "resumed");
    this.room = this.width - MARGIN - (threads ? GUTTER : 0);
    const calls = this.runs.flatMap((run) => run.calls);
    const least = calls.some((call) => call.agent !== undefined) ? 92 : narrow ? 72 : 84;
    this.count = Math.max(0, ...calls.map((call) => call.end + 1));
    this.fit = Math.max(1, Math.floor((this.room + GAP) / (least + GAP)));
    const columns = Math.max(Math.min(this.fit, this.count), Math.min(4, this.fit));
    this.column = Math.min(132, Math.floor((this.room + GAP) / columns) - GAP);
    this.systems = Math.ceil(this.count / this.fit) || 1;
    const last = (run) => Math.max(...run.calls.map((call) => this.systemOf(call.end)));
    this.lasts = this.runs.map((run) => (run.calls.length ? last(run) : this.systems - 1));
  }

  systemOf(column) { return Math.floor(column / this.fit); }

  left(column) { return (column % this.fit) * (this.column + GAP); }

  text(x, y, words, kind) {
    this.front.push(svg(`text.${kind}`, { x, y }, words));
    this.reach = Math.max(this.reach, x + wide(words, kind === "lane" ? 15 : 12.5));
  }

  draw() {
    for (let system = 0; system < this.systems; system += 1) this.drawSystem(system);
    const height = Math.max(this.y - 14, 1);
    const box = { viewBox: `-3 0 ${this.width} ${height}`, width: this.width, height };
    return svg("svg", { ...box, role: "img", "aria-label": this.inWords() }, this.behind, this.front);
  }

  inWords() {
    const calls = this.runs.flatMap((run) => run.calls);
    const most = 1 + Math.max(0, ...calls.map((call) => call.row));
    const told = this.runs.map((run, number) => {
      const fault = run.fault ? `, ${run.fault}` : "";
      return `Run ${number + 1} ${run.action}${fault}; afterwards ${run.after.words}.`;
    });
    const beside = most > 1 ? `, up to ${most} at once` : "";
    return `${plural(this.runs.length, "run")}, ${plural(calls.length, "agent call")}${beside}. ${told.join(" ")}`;
  }

  drawSystem(system) {
    if (!this.unnamed && this.count) this.drawStages(system);
    this.runs.forEach((run, number) => {
      const calls = run.calls.filter((call) =>
        this.systemOf(call.column) <= system && system <= this.systemOf(call.end));
      const ends = this.lasts[number] === system;
      if (calls.length || ends) this.drawRun(run, number, calls, { system, ends });
    });
  }

  /* The stages, or phases, of the calls that stand in a column. */
  stagesAt(column) {
    const here = this.runs.flatMap((run) => run.calls)
      .filter((call) => call.column <= column && column <= call.end);
    return [...new Set(here.map((call) => call.stage))].join(", ");
  }

  /* Brackets that name the stage, or the phase, of the columns below. */
  drawStages(system) {
    const groups = [];
    const until = Math.min((system + 1) * this.fit, this.count);
    for (let column = system * this.fit; column < until; column += 1) {
      const stage = this.stagesAt(column);
      const left = this.left(column);
      if (groups.at(-1)?.stage === stage) groups.at(-1).right = left + this.column;
      else groups.push({ stage, left, right: left + this.column });
    }
    for (const group of groups) {
      group.words = inLines(group.stage, group.right - group.left, 12);
      group.words.forEach((word, row) => this.text(group.left, this.y + 12 + row * 14, word, "soft"));
    }
    this.y += Math.max(...groups.map((group) => group.words.length)) * 14 + 5;
    const d = groups.map((group) => `M${group.left} 5v-5H${group.right}v5`).join("");
    this.front.push(svg("path.bracket", { d, transform: `translate(0 ${this.y})` }));
    this.y += 16;
  }

  drawRun(run, number, calls, { system, ends }) {
    const first = !this.begun.has(number);
    if (first || this.runs.length > 1) this.drawLabel(run, number, first);
    this.begun.add(number);
    const rows = [...new Set(calls.map((call) => call.row))].sort((a, b) => a - b);
    const struck = this.struckBy(run);
    for (const call of calls) {
      this.drawCall(run, call, this.placeOf(call, rows, system), struck.includes(call));
    }
    this.drawForks(calls, rows);
    if (run.action === "resumed" && first && calls.length) {
      this.drawThread(this.placeOf(calls[0], rows, system), system);
    }
    if (ends && run.fault && !calls.length) this.drawStrike(run, 0, this.y);
    const last = lastOf(calls);
    if (last) {
      this.thread = { from: this.placeOf(last, rows, system), system };
      this.reach = 0;
    }
    if (calls.length) this.y += rows.length * (this.height + BETWEEN);
    else if (run.fault) this.y += 26;
    this.drawStates(calls, system);
    if (ends) this.drawAfterwards(run);
    this.y += 22;
  }

  /* The calls that a fault struck: those that were at work, or else the one that worked last. */
  struckBy({ fault, calls }) {
    if (!fault || !calls.length) return [];
    const open = calls.filter((call) => call.until === Infinity);
    return open.length ? open : [lastOf(calls)];
  }

  drawLabel(run, number, first) {
    const request = this.unnamed && !/^(started|resumed)$/.test(run.action);
    const again = first ? run.action : "goes on";
    const name = request ? `Request ${number + 1}: ${run.action}` : `Run ${number + 1} ${again}`;
    const d = run.action === "resumed" ? AGAIN : START;
    this.front.push(svg("path.glyph", { d, transform: `translate(0 ${this.y})` }));
    for (const line of inLines(name, this.room - 22, 15)) {
      this.text(20, this.y + 12, line, "lane");
      this.y += 18;
    }
    for (const line of first && run.fault ? inLines(run.fault, this.room - 22) : []) {
      this.text(20, this.y + 11, line, "hurt");
      this.y += 16;
    }
    this.y += 8;
  }

  /* Where the part of a call stands that belongs into a system; `on` where more of it follows. */
  placeOf(call, rows, system) {
    const from = Math.max(call.column, system * this.fit);
    const to = Math.min(call.end, (system + 1) * this.fit - 1);
    const x = this.left(from);
    return {
      x,
      y: this.y + rows.indexOf(call.row) * (this.height + BETWEEN),
      width: this.left(to) + this.column - x,
      on: to < call.end,
    };
  }

  drawCall(run, call, { x, y, width, on }, isStruck) {
    const { height } = this;
    const cut = call.result === "cut short";
    const bad = cut ? false : call.exit !== 0 || call.result === "error";
    const good = call.result === "stop" ? "stop" : "well";
    const kind = cut ? "torn" : call.again ? "again" : bad ? "bad" : AMISS.has(call.result) ? "back" : good;
    const struck = isStruck && !on;
    const name = `${call.task || (call.iteration ?? call.program)}`;
    const word = name.length > 3;
    const title = [
      `${[call.stage, call.iteration, call.task].filter(Boolean).join(" ")}: ${call.result}`,
      call.state ? `state: ${call.state.words}` : "",
      calledWith(call),
    ].filter(Boolean).join("\n");
    const shape = cut
      ? [svg("path", { d: torn(x, y, width, height) }),
         svg("path.fill", { d: torn(x, y, width, height) })]
      : svg("rect", { x: x + 0.6, y: y + 0.6, width: width - 1.2, height: height - 1.2, rx: 4 });
    this.front.push(svg(`g.call.${kind}`, {}, svg("title", {}, title), shape,
      svg(`text.n${word ? ".word" : ""}`, { x: x + 9, y: y + 20 },
        shorten(name, width - (struck ? 24 : 12), word ? 14.5 : 20)),
      svg("text", { x: x + 9, y: y + height - 9 }, this.resultOf(call, width - 14, on))));
    if (struck) this.drawStrike(run, x + width - 9, y + 3);
  }

  /* What came of a call, and of whom, in so many pixels. */
  resultOf(call, room, on) {
    const results = on ? ["goes on"] : call.again ? ["done twice", "again"] : [call.result];
    const stage = this.stagesAt(call.column) === call.stage ? "" : `${call.stage}: `;
    const whom = call.agent === undefined ? [stage, ""] : [`agent ${call.agent}: `, `${call.agent}: `];
    const ways = results.flatMap((result) => whom.map((lead) => lead + result));
    return shorten(ways.find((each) => wide(each, 12.5) <= room) || ways.at(-1), room);
  }

  /* A line beside what began at the same moment. */
  drawForks(calls, rows) {
    const columns = new Map();
    for (const call of calls) columns.set(call.column, [...(columns.get(call.column) || []), call]);
    const step = this.height + BETWEEN;
    for (const [column, beside] of columns) {
      const tops = beside.map((call) => this.y + rows.indexOf(call.row) * step);
      const next = tops.filter((top) => tops.includes(top + step));
      const x = this.left(column) - 2.5;
      const d = next.map((top) => `M${x} ${top + 4}V${top + step + this.height - 4}`).join("");
      if (d) this.behind.push(svg("path.fork", { d }));
    }
  }

  /* From where one run was struck to where the next took up, around all words between them. */
  drawThread(to, system) {
    if (this.thread?.system !== system) return;
    const { x, y, width } = this.thread.from;
    const right = Math.min(this.width - 11, Math.max(this.reach, x + width) + 14);
    const middle = y + this.height / 2;
    const d = `M${x + width} ${middle}H${right}V${to.y - 6}H${to.x + 14}v5`;
    this.behind.push(svg("path.thread", { d }));
  }

  drawStrike(run, x, y) {
    const d = /power|kill/i.test(run.fault) ? BOLT : BARS;
    this.front.push(svg("g.strike", { transform: `translate(${x} ${y})` },
      svg("circle", { cx: 8, cy: 8, r: 11 }), svg("path", { d })));
  }

  /* What the state told as the last call of each column began. */
  drawStates(calls, system) {
    const columns = new Map();
    for (const call of calls) if (call.state) columns.set(call.column, call);
    const told = [...columns.values()].filter((call) => this.systemOf(call.column) === system);
    told.sort((a, b) => a.column - b.column);
    const last = Math.max(...calls.map((call) => call.end));
    let before = null;
    const captions = [];
    told.forEach((call, at) => {
      const x = this.left(call.column);
      const next = told[at + 1]?.column ?? Math.min(last, (system + 1) * this.fit - 1) + 1;
      const length = (next - call.column) * (this.column + GAP) - (told[at + 1] ? 0 : GAP);
      const moved = call.state.words === before?.words ? "" : ".moved";
      this.front.push(svg(`path.ribbon${moved}`, { d: `M${x} ${this.y + 4}h${length}` }));
      const words = this.shortState(call);
      if (words !== captions.at(-1)?.words) captions.push({ x, words });
      before = call.state;
    });
    captions.forEach(({ x, words }, at) => {
      const room = (captions[at + 1]?.x ?? this.room) - x - 8;
      const full = at ? words : `state: ${words}`;
      this.text(x, this.y + 20, shorten(wide(full, 12) <= room ? full : words, room, 12), "soft");
    });
    if (told.length) this.y += 27;
  }

  /* How far the state says it is; and in which stage, if that is not where the call works. Of phases
     that says nothing: their reviews are calls of their own. */
  shortState({ state, stage }) {
    const far = state.completed !== undefined ? `${state.completed} done`
      : state.cost_usd !== undefined ? `$${state.cost_usd.toFixed(2)}` : "";
    if (!far) return state.words;
    const ending = /^(running|)$/.test(state.ending || "") ? "" : `, ${state.ending}`;
    const elsewhere = state.completed !== undefined && state.stage && state.stage !== stage;
    return far + (elsewhere ? ` in ${state.stage}` : "") + ending;
  }

  drawAfterwards(run) {
    const ended = run.ended && run.ended !== run.after.words ? ` · ${run.ended}` : "";
    const words = `Afterwards: ${run.after.words}`;
    for (const line of inLines(words.slice(0, 600) + ended, this.room - 4, 12)) {
      this.text(0, this.y + 12, line, "after");
      this.y += 16;
    }
  }
}

const timeline = (session, width, doneTwice = false) =>
  new Timeline(session, width, doneTwice).draw();
