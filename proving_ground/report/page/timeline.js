/* The picture of a session: a lane per run, a block per call, a column per piece of work.
   Columns that do not fit go on below, as music does, so that nothing scrolls sideways.

   timeline(session, width, doneTwice) is pure: it gives an <svg> that depends on nothing else.
   `doneTwice` says whether a law forbids what is repeated, which is then shown in red. */
const svg = (name, attributes, ...children) => h(`svg:${name}`, attributes, ...children);
const BOLT = "M9 0L2 8.5h4.5L4 15l8.5-9.5H8z";
const BARS = "M3 2h3.5v11H3zM8.5 2H12v11H8.5z";
const START = "M3 2l9 5.5-9 5.5z";
const AGAIN = "M12.5 4.5A5.2 5.2 0 1 0 13 8M13 1v4H9";
const GAP = 8;
const MARGIN = 6;

function torn(x, y, width, height) {
  const step = height / 6;
  return `M${x + 4} ${y}H${x + width}l-7 ${step} 6 ${step}-8 ${step} 7 ${step}-7 ${step} 5 ${step}`
    + `H${x + 4}q-4 0-4-4V${y + 4}q0-4 4-4z`;
}

/* Text that takes no more than that many pixels, at so many for each letter. */
function shorten(text, room, letter = 6.6) {
  if (text.length * letter <= room) return text;
  return `${text.slice(0, Math.max(1, Math.floor(room / letter) - 1))}…`;
}

function inLines(text, room, letter = 6.7) {
  const lines = [""];
  for (const word of text.split(/(?<=[ /-])/)) {
    const longer = lines.at(-1) + word;
    if (lines.at(-1) && longer.trimEnd().length * letter > room) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/* The calls of a run, with the column that each belongs in, and whether it repeats finished work. */
function readRuns(session, doneTwice) {
  const unnamed = session.runs.every((run) => (run.calls || []).every((call) => !call.stage));
  const done = new Set();
  return session.runs.map((run) => {
    const calls = (run.calls || []).map((call, number) => {
      const work = [call.stage, call.iteration, call.task, call.agent].map((each) => each ?? "");
      const key = unnamed ? `${number}` : work.join("|");
      return { ...call, key, again: doneTwice && done.has(key) };
    });
    for (const call of calls) if (call.result !== "cut short") done.add(call.key);
    return { fault: "", ...run, calls, unnamed };
  });
}

class Timeline {
  constructor(session, width, doneTwice) {
    this.session = session;
    this.width = width;
    this.runs = readRuns(session, doneTwice);
    this.keys = [...new Set(this.runs.flatMap((run) => run.calls.map((call) => call.key)))];
    this.unnamed = this.runs.every((run) => run.unnamed);
    this.front = [];
    this.behind = [];
    this.y = 2;
    this.begun = new Set();
    this.thread = null;
    this.measure();
  }

  measure() {
    const narrow = this.width < 500;
    const least = narrow ? 60 : 84;
    this.height = narrow ? 46 : 52;
    const room = this.width - MARGIN + GAP;
    this.fit = Math.max(1, Math.floor(room / (least + GAP)));
    const columns = Math.max(Math.min(this.fit, this.keys.length), Math.min(4, this.fit));
    this.column = Math.min(132, Math.floor(room / columns) - GAP);
    this.systems = Math.ceil(this.keys.length / this.fit) || 1;
    const last = (run) => Math.max(...run.calls.map((call) => this.systemOf(call)));
    this.lasts = this.runs.map((run) => (run.calls.length ? last(run) : this.systems - 1));
  }

  systemOf(call) { return Math.floor(this.keys.indexOf(call.key) / this.fit); }

  left(call) { return (this.keys.indexOf(call.key) % this.fit) * (this.column + GAP); }

  text(x, y, words, kind) { this.front.push(svg(`text.${kind}`, { x, y }, words)); }

  draw() {
    for (let system = 0; system < this.systems; system += 1) this.drawSystem(system);
    const height = Math.max(this.y - 14, 1);
    const box = { viewBox: `-3 0 ${this.width} ${height}`, width: this.width, height };
    return svg("svg", { ...box, role: "img", "aria-label": this.inWords() }, this.behind, this.front);
  }

  inWords() {
    const calls = this.runs.reduce((sum, run) => sum + run.calls.length, 0);
    const told = this.runs.map((run, number) => {
      const fault = run.fault ? `, ${run.fault}` : "";
      return `Run ${number + 1} ${run.action}${fault}; afterwards ${run.after.words}.`;
    });
    return `${plural(this.runs.length, "run")}, ${plural(calls, "agent call")}. ${told.join(" ")}`;
  }

  drawSystem(system) {
    const shown = this.keys.slice(system * this.fit, (system + 1) * this.fit);
    if (!this.unnamed && shown.length) this.drawStages(shown);
    this.runs.forEach((run, number) => {
      const calls = run.calls.filter((call) => this.systemOf(call) === system);
      const ends = this.lasts[number] === system;
      if (calls.length || ends) this.drawRun(run, number, calls, { system, ends });
    });
  }

  /* Brackets that name the stage, or the phase, of the columns below. */
  drawStages(shown) {
    const groups = [];
    shown.forEach((key, number) => {
      const stage = key.split("|")[0];
      const left = number * (this.column + GAP);
      if (groups.at(-1)?.stage === stage) groups.at(-1).right = left + this.column;
      else groups.push({ stage, left, right: left + this.column });
    });
    for (const group of groups) {
      const room = group.right - group.left;
      group.words = inLines(group.stage, room, 6.2).map((word) => shorten(word, room));
      group.words.forEach((word, row) => this.text(group.left, this.y + 12 + row * 13, word, "soft"));
    }
    this.y += Math.max(...groups.map((group) => group.words.length)) * 13 + 4;
    const d = groups.map((group) => `M${group.left} 5v-5H${group.right}v5`).join("");
    this.front.push(svg("path.bracket", { d, transform: `translate(0 ${this.y})` }));
    this.y += 16;
  }

  drawRun(run, number, calls, { system, ends }) {
    const first = !this.begun.has(number);
    if (first || this.runs.length > 1) this.drawLabel(run, number, first);
    this.begun.add(number);
    const { places, depth } = this.places(calls);
    calls.forEach((call, each) => this.drawCall(call, places[each]));
    const tail = places.at(-1);
    if (run.action === "resumed" && first && tail) this.drawThread(places[0], system);
    if (ends && run.fault) this.drawStrike(run, tail);
    if (tail) {
      this.thread = { from: [tail.x + this.column / 2, tail.y + this.height], system };
      this.y += depth * (this.height + 5);
    } else if (run.fault) this.y += 26;
    this.drawStates(calls);
    if (ends) this.drawAfterwards(run);
    this.y += 22;
  }

  drawLabel(run, number, first) {
    const request = this.unnamed && !/^(started|resumed)$/.test(run.action);
    const again = first ? run.action : "goes on";
    const name = request ? `Request ${number + 1}: ${run.action}` : `Run ${number + 1} ${again}`;
    const d = run.action === "resumed" ? AGAIN : START;
    this.front.push(svg("path.glyph", { d, transform: `translate(0 ${this.y})` }));
    for (const line of inLines(name, this.width - 22, 7.4)) {
      this.text(20, this.y + 12, line, "lane");
      this.y += 17;
    }
    for (const line of first && run.fault ? inLines(run.fault, this.width - 22) : []) {
      this.text(20, this.y + 11, line, "hurt");
      this.y += 16;
    }
    this.y += 5;
  }

  /* Where each call stands: attempts at the same piece of work below each other. */
  places(calls) {
    const rows = new Map();
    const places = calls.map((call) => {
      const row = rows.get(call.key) ?? 0;
      rows.set(call.key, row + 1);
      return { x: this.left(call), y: this.y + row * (this.height + 5) };
    });
    return { places, depth: Math.max(0, ...rows.values()) };
  }

  drawCall(call, { x, y }) {
    const [width, height] = [this.column, this.height];
    const cut = call.result === "cut short";
    const well = /^(continue|stop|exit 0\b.*)$/.test(call.result);
    const kind = cut ? "torn" : call.again ? "again" : well ? call.result.slice(0, 4) : "bad";
    const name = `${call.task || (call.iteration ?? call.program)}`;
    const agent = call.agent === undefined ? "" : `${width < 96 ? "" : "agent "}${call.agent}: `;
    const title = [
      `${[call.stage, call.iteration, call.task].filter(Boolean).join(" ")}: ${call.result}`,
      call.state ? `state: ${call.state.words}` : "",
      [call.program, ...(call.arguments || [])].join(" "),
    ].filter(Boolean).join("\n");
    const shape = cut
      ? [svg("path", { d: torn(x, y, width, height) }),
         svg("path.fill", { d: torn(x, y, width, height) })]
      : svg("rect", { x: x + 0.6, y: y + 0.6, width: width - 1.2, height: height - 1.2, rx: 4 });
    const again = width < 96 || agent ? "again" : "done twice";
    const result = agent + (call.again ? again : call.result);
    this.front.push(svg(`g.call.${kind}`, {}, svg("title", {}, title), shape,
      svg(`text.n${name.length > 3 ? ".word" : ""}`, { x: x + 9, y: y + 21 },
        shorten(name, width - 12, name.length > 3 ? 7.4 : 10)),
      svg(`text${width < 70 ? ".tiny" : ""}`, { x: x + 9, y: y + height - 10 },
        shorten(result, width - 8, 5.8))));
  }

  /* From where one run was struck to where the next took up. */
  drawThread(to, system) {
    if (this.thread?.system !== system) return;
    const [x, y] = this.thread.from;
    const end = [to.x + this.column / 2, to.y];
    const middle = (y + end[1]) / 2;
    const d = `M${x} ${y}C${x} ${middle} ${end[0]} ${middle} ${end[0]} ${end[1]}`;
    this.behind.push(svg("path.thread", { d }));
  }

  drawStrike(run, tail) {
    const x = tail ? tail.x + this.column - 9 : 0;
    const y = tail ? tail.y + (this.column < 90 ? 3 : this.height / 2 - 8) : this.y;
    const d = /power|kill/i.test(run.fault) ? BOLT : BARS;
    this.front.push(svg("g.strike", { transform: `translate(${x} ${y})` },
      svg("circle", { cx: 8, cy: 8, r: 11 }), svg("path", { d })));
  }

  /* What the state told as each call began. */
  drawStates(calls) {
    const told = calls.filter((call) => call.state);
    let before = "";
    for (const call of told) {
      const { words } = call.state;
      const x = this.left(call);
      const gap = call === told.at(-1) ? 0 : GAP;
      const moved = words === before ? "" : ".moved";
      this.front.push(svg(`path.ribbon${moved}`, { d: `M${x} ${this.y + 4}h${this.column + gap}` }));
      if (moved) {
        const short = this.shortState(call.state, !before);
        this.text(x, this.y + 20, shorten(short, this.column + 4), "soft");
      }
      before = words;
    }
    if (told.length) this.y += 27;
  }

  shortState(state, first) {
    const lead = first && this.column > 100 ? "state: " : "";
    return lead + (state.completed === undefined ? state.words.replace(/^running in /, "") : `${state.completed} done`);
  }

  drawAfterwards(run) {
    const end = run.exit < 0 ? `ended by signal ${-run.exit}` : `exit\u00a0${run.exit}`;
    const words = `Afterwards: ${run.after.words} · ${end}`;
    for (const line of inLines(words.slice(0, 600), this.width - 8, 6.3)) {
      this.text(0, this.y + 12, line, "after");
      this.y += 16;
    }
  }
}

const timeline = (session, width, doneTwice = false) =>
  new Timeline(session, width, doneTwice).draw();
