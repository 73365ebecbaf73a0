/* One scenario: what was tried, what happened, what held, and how to run it again. */
function gherkin(scenario) {
  const emphasised = (text) =>
    text.split(/("[^"]*"|\b\d+\b)/).map((each, n) => (n % 2 ? h("b", {}, each) : each));
  const words = { failed: "  ✕ did not hold", error: "  ! broke", undefined: "  ! is not written" };
  return h("ol.steps", {}, scenario.steps.map((step) => {
    const joins = /^(And|But|\*)/.test(step.keyword.trim());
    const status = step.status || "passed";
    const wrong = words[status];
    const why = wrong || (status === "passed" ? "" : `  ${status}`);
    const kind = `li${joins ? "" : ".first"}${wrong ? ".failed" : ""}`;
    return h(kind, {}, h(`span.kw${joins ? ".and" : ""}`, {}, step.keyword),
      h("div", {}, emphasised(step.text), why ? h(wrong ? "span.why" : "small", {}, why) : "",
        step.table ? grid(step.table) : "", step.doc ? h("pre", {}, step.doc) : ""));
  }));
}

/* What was expected beside what was found; rows that only one side has stand out. */
function comparison({ about, expected, found }) {
  const side = (mine, other) => {
    if (typeof mine === "string") return h("pre.raw", {}, mine);
    const others = new Set(typeof other === "string" ? [] : other.map(String));
    return grid(mine, (row) => !others.has(String(row)));
  };
  return [
    h("p", {}, about ? `Compared: ${about}.` : "",
      typeof expected === "string" ? "" : " Bold lines stand on one side only."),
    h("div.sides", {},
      h("div.expected", {}, h("h3", {}, "Expected"), side(expected, found)),
      h("div.found", {}, h("h3", {}, "Found"), side(found, expected))),
  ];
}

/* Where points of a sweep were lost, they say more than what was compared in the end. */
function lostPoints({ happened: { sweep } }) {
  const points = (sweep?.points || []).filter((each) => each.outcome === "lost");
  if (!points.length) return "";
  const tried = sweep.points.filter((each) => each.outcome !== "not tried").length;
  const words = `Lost at ${points.length} of the ${plural(tried, "moment")} tried: `;
  return h("p.lead", {}, words, points.map((each) => each.number).join(", "));
}

function whatWentWrong(scenario) {
  const { known, reason, verdict } = scenario;
  const lost = lostPoints(scenario);
  const compared = lost ? [] : scenario.compared;
  if (!reason && !known) return "";
  const title = { SKIPPED: "Why it was skipped", KNOWN: "What is known of it" }[verdict]
    || "What went wrong";
  const about = scenario.failed_at ? ["At ", h("code", {}, breakable(scenario.failed_at))] : "";
  return part(title, about,
    known ? h("p", {}, known.reason, " ", h("small", {}, known.where)) : "",
    lost,
    compared.map(comparison),
    compared.length || lost ? more("The whole message", h("pre.raw", {}, reason)) : h("pre.raw", {}, reason));
}

function lawList(scenario) {
  const { family, laws_held: held, laws_broken: broken } = scenario.happened;
  const sentence = (law) => laws[family]?.[law] || law;
  const found = new Map();
  for (const each of broken) found.set(each.law, [...(found.get(each.law) || []), each.found]);
  const bad = [...found].map(([law, what]) =>
    h("li.broken", {}, mark("FAIL"), h("div", {}, sentence(law), h("small", {}, law),
      h("ul", {}, what.map((each) => h("li", {}, each))))));
  const good = held.map((law) =>
    h("li", {}, mark("PASS"), h("div", {}, sentence(law), h("small", {}, law))));
  return [h("ul.laws", {}, bad), h("ul.laws.two", {}, good)];
}

/* A sweep as cells, one for each point; the arrow keys move between them. */
function strip(scenario) {
  const { sweep } = scenario.happened;
  const told = h("p.point", { "aria-live": "polite" });
  const points = sweep.points || [];
  const tell = (number) => {
    const point = points[number];
    const command = `${scenario.rerun.replace(/ -D ?points?=\w+/, "")} -D point=${point.number}`;
    told.replaceChildren(h("b", {}, `${point.number} of ${points.length}`),
      ` ${sweep.words} “${point.change}”: ${point.outcome}${point.copied ? ", from a copy" : ""}.`,
      h("code", {}, command), ...(point.found || []).map((each) => h("code.lost", {}, each)));
    cells.forEach((cell, each) => {
      cell.tabIndex = each === number ? 0 : -1;
      cell.setAttribute("aria-current", each === number);
    });
  };
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10 };
  const cells = points.map((point, number) => h(`button.${point.outcome.replace(" ", "-")}`, {
    type: "button",
    "aria-label": `${point.number}, ${point.outcome}`,
    onfocus: () => tell(number),
    onmouseenter: () => tell(number),
    onclick: () => tell(number),
    onkeydown: (event) => {
      const next = cells[number + steps[event.key]];
      if (!next) return;
      next.focus();
      event.preventDefault();
    },
  }, point.outcome === "lost" ? "×" : ""));
  const first = ["lost", "recovered"].map((outcome) =>
    points.findIndex((point) => point.outcome === outcome)).find((number) => number >= 0);
  if (points.length) tell(first || 0);
  const label = `${plural(points.length, "point")}; the arrow keys move between them`;
  return [h("div.strip", { role: "group", "aria-label": label }, cells), told];
}

function sweepPart(scenario) {
  const { sweep } = scenario.happened;
  if (!sweep) return "";
  const count = (outcome) => (sweep.points || []).filter((each) => each.outcome === outcome).length;
  const copied = (sweep.points || []).filter((each) => each.copied).length;
  const [kept, lost, skipped] = ["recovered", "lost", "not tried"].map(count);
  const about = `The run was ${sweep.words} each of these changes to the disk, and resumed each `
    + `time. ${kept} recovered, ${lost} lost${skipped ? `, ${skipped} not tried` : ""}.`
    + (copied ? ` At ${kept + lost - copied} it was struck for real; at the others its files `
      + "were copied as a strike would have left them." : "");
  const key = [["ok", "recovered"], ["gone", "lost"], ["unsure", "not tried"]].map(([kind, word]) =>
    [h(`i.cell.${kind}`, {}), ` ${word} `]);
  return part("Every moment", about, h("p.key", {}, key), strip(scenario));
}

/* What was done stage by stage, and of it piece by piece: `build  good: failed × 2, task done`. */
function byStage(entries, tell) {
  const stages = new Map();
  for (const each of entries) {
    const name = each.stage || each.program || "";
    const piece = `${each.task || (each.iteration ?? "")}`;
    if (!stages.has(name)) stages.set(name, new Map());
    const pieces = stages.get(name);
    const whose = each.agent === undefined ? "" : `agent ${each.agent} `;
    pieces.set(piece, [...(pieces.get(piece) || []), whose + tell(each)]);
  }
  return [...stages].map(([name, pieces]) => {
    const lead = (piece) => (!piece || (piece === "1" && pieces.size === 1) ? "" : `${piece}: `);
    return h("p", {}, h("b", {}, name), " ",
      [...pieces].map(([piece, told]) => lead(piece) + counted(told)).join("; "));
  });
}

/* Words one after another, those that follow their like only counted. */
function counted(words) {
  const told = [];
  for (const each of words) {
    if (told.at(-1)?.[0] === each) told.at(-1)[1] += 1;
    else told.push([each, 1]);
  }
  return told.map(([each, count]) => (count > 1 ? `${each} × ${count}` : each)).join(", ");
}

/* The four witnesses of each run side by side: calls, state, artifacts, git. */
function witnesses(session) {
  const folder = (each) => (each.complete ? "complete" : "incomplete");
  const git = ({ branches = [], commits = 0, uncommitted = [], worktrees = [] } = {}) => [
    h("p", {}, `${plural(commits, "commit")} added, ${plural(branches.length, "branch")
      .replace("branchs", "branches")}`),
    worktrees.length ? h("p", {}, plural(worktrees.length, "worktree")) : "",
    uncommitted.length ? more(`${uncommitted.length} not committed`,
      h("pre.raw", {}, uncommitted.join("\n"))) : "",
  ];
  const cell = (name, content) => h("div", {}, h("h4", {}, name),
    content.length ? content : h("p.muted", {}, "nothing"));
  return session.runs.map((run, number) => h("section.witnesses",
    { "aria-label": `Witnesses of run ${number + 1}` },
    h("h3", {}, `Run ${number + 1} ${run.action}`),
    cell("Calls", byStage(run.calls || [], (call) => call.result)),
    cell("State", [h("p", {}, run.after.words)]),
    cell("Artifacts", byStage(run.artifacts || [], folder)),
    cell("Git", git(run.repository))));
}

/* The picture again, as a table. */
function asTable(session) {
  const head = ["Run", "Stage", "Iteration", "Of", "Result", "State at the call", "Called with"];
  const whose = ({ task, agent }) => task || (agent === undefined ? "" : `agent ${agent}`);
  const rows = session.runs.flatMap((run, number) => [
    ...(run.calls || []).map((call) => [
      `${number + 1}`, call.stage || "", `${call.iteration ?? ""}`, whose(call), call.result,
      call.state?.words || "", calledWith(call),
    ]),
    [`${number + 1}, at its end`, "", "", "", run.ended || "", run.after.words,
      (run.notes || []).join("\n")],
  ]);
  return more("The same as a table", region("Calls as a table", grid([head, ...rows])));
}

function figure(session, scenario) {
  const holder = h("div", {});
  const forbidden = scenario.happened.laws_broken.some((each) => each.law === "calls-once");
  const many = scenario.happened.sessions.length > 1;
  const picture = h("figure.timeline", { "data-late": "" },
    many ? h("h3", {}, `Session ${session.name}`) : "", holder);
  picture.draw = () =>
    holder.replaceChildren(timeline(session, holder.clientWidth || 640, forbidden));
  return [picture, asTable(session)];
}

function whatHappened(scenario) {
  const { sessions, sweep, family } = scenario.happened;
  if (!sessions.length) {
    return part("What happened", "", h("p.muted", {}, "The engine was never run."));
  }
  const beside = sessions.some((each) =>
    readRuns(each).some((run) => run.calls.some((call) => call.row)));
  const several = sessions.some((each) => each.runs.length > 1);
  const about = [
    sweep ? "The last of these moments in full." : "",
    "A lane is a run, a block one call of an agent.",
    beside ? "Blocks below each other in a lane worked at once." : "",
    several && family !== "backends" ? "What stands in one column of several lanes is the same "
      + "piece of work: a resume must not repeat what was done." : "",
  ].filter(Boolean).join(" ");
  const seen = family === "backends" ? "" : part("Witnesses",
    "What four independent witnesses say after each run. The laws compare them.",
    sessions.map(witnesses));
  return [part("What happened", about, sessions.map((each) => figure(each, scenario))), seen];
}

function protection(scenario) {
  const bugs = scenario.bugs.map((bug) =>
    h("li", {}, defects[bug], h("small", {}, bug)));
  const about = bugs.length ? "Put back, each of these bugs turns this scenario red." : "";
  const rest = bugs.length - 8;
  return part("Protected by", about, bugs.length
    ? h("ul.guards", {}, bugs.slice(0, 8), rest > 0 ? more(`${rest} more`, bugs.slice(8)) : "")
    : h("p.muted", {}, "No bug is on record that turns this scenario red."));
}

function neighbours(scenario) {
  const at = scenarios.indexOf(scenario);
  const links = [scenarios[at - 1], scenarios[at + 1]].map((other, n) => {
    if (!other) return h("span", {});
    const words = n ? `${other.name} →` : `← ${other.name}`;
    return h("a", { href: `#/s/${other.slug}`, rel: n ? "next" : "prev" }, words);
  });
  return h("nav.next", { "aria-label": "Other scenarios" }, links);
}

function scenarioPage(scenario) {
  const feature = featureOf.get(scenario.feature);
  return [
    crumbs(" › ", h("a", { href: `#/f/${feature.slug}` }, feature.name),
      scenario.rule ? ` › ${scenario.rule}` : ""),
    heading(mark(scenario.verdict), scenario.name),
    h("div.facts", {}, h(`b.v-${scenario.verdict}`, {}, scenario.verdict),
      copyable(scenario.rerun, "the command that runs it again"),
      copyable(scenario.failed_at || scenario.location, "file and line"),
      h("span", {}, `took ${(scenario.duration_s || 0).toFixed(2)} s`)),
    h("p.tags", {}, scenario.tags.map((tag) =>
      [h("a", { href: `#/find?q=@${encodeURIComponent(tag)}` }, `@${tag}`), " "])),
    whatWentWrong(scenario),
    part("What was tried", "The scenario as it is written.", gherkin(scenario)),
    sweepPart(scenario),
    whatHappened(scenario),
    scenario.happened.sessions.length
      ? part("Laws", "What must hold after every run, whatever the scenario is about.",
        lawList(scenario))
      : "",
    protection(scenario),
    neighbours(scenario),
  ];
}
