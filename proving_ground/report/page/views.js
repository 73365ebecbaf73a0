/* Views of what was handed to the report: the matrix of the test plan, and engines compared. */
const STATES = ["PROVED", "PASSED", "STALE", "FAILED", "NOT RUN", "UNCOVERED", "DEFERRED"];
const PRIORITIES = ["HIGH", "MEDIUM", "LOW"];
const stateClass = (state) => `state-${state.replace(" ", "-")}`;

/* A scenario by its id: a link where it is part of this run. */
function named(id, verdict) {
  const scenario = byId.get(id);
  return [mark(scenario?.verdict || verdict), " ", scenario ? link(scenario) : id];
}

/* The folder of this report as a word of a command, where the browser has it from the disk. */
function folder() {
  if (location.protocol !== "file:") return "DIR";
  const path = decodeURIComponent(location.pathname).replace(/\/[^/]*$/, "") || "/";
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'"'"'`)}'`;
}

/* What stands in place of a view whose data nobody has handed to the report. */
function howToGet(what, ...commands) {
  return [
    h("p.lead.muted", {}, `${what} not part of this report. This puts it there:`),
    h("ol.list.recipe", {}, commands.map((each) => h("li", {}, copyable(each, "the command")))),
  ];
}

function countsOf(paths) {
  const count = (state) => paths.filter((each) => each.state === state).length;
  return STATES.filter(count).map((state) => `${count(state)} ${state}`).join(", ");
}

function legend(paths) {
  const counts = countsOf(paths).split(", ");
  return h("p.facts", {}, counts.map((each) => {
    const state = each.slice(each.indexOf(" ") + 1);
    return h(`b.${stateClass(state)}`, {}, each);
  }));
}

/* A cell of the matrix: a block for each path, and how many of them are proved. */
function blocks(paths) {
  if (!paths.length) return h("td.nil", {}, "·");
  const proved = paths.filter((each) => each.state === "PROVED").length;
  return h("td", {},
    h("span.blocks", { role: "img", "aria-label": countsOf(paths) },
      paths.map((each) => h(`i.${stateClass(each.state)}`, { title: `${each.title}: ${each.state}` }))),
    h("small", {}, `${proved} of ${paths.length}`));
}

function pathLine(path) {
  const proofs = Object.entries(path.proofs || {}).flatMap(([fault, proof]) =>
    Object.entries(proof.killers || {}).map(([id, { why }]) =>
      h("li", {}, h("div", {}, named(id, "FAIL"), h("small", {}, `turned red by ${fault}: ${why || ""}`)))));
  const shown = (path.scenarios || []).map((each) =>
    h("li", {}, named(each.id, "SKIPPED"), h("small", {}, `${each.verdict}, ${each.location}`)));
  return h("li", {}, h(`b.state.${stateClass(path.state)}`, {}, path.state), h("div", {},
    h("b", {}, path.title), h("small", {}, `${path.priority || "no priority"}. ${path.impact || ""}`),
    more("Steps, scenarios and proofs",
      h("p", {}, (path.critical_path || []).join(" → ")), h("p", {}, path.reason || ""),
      h("ul", {}, shown), proofs.length ? h("ul", {}, proofs) : "")));
}

function planPage(chosen) {
  if (!views.plan) {
    return [crumbs(), heading("The test plan"), howToGet("The plan's matrix is",
      `proving-ground plan matrix --report ${folder()} --json > plan.json`,
      `proving-ground report ${folder()} --plan plan.json`)];
  }
  const { paths } = views.plan;
  const seams = new Map(paths.map((each) => [each.seam, []]));
  for (const each of paths) seams.get(each.seam).push(each);
  const proved = paths.filter((each) => each.state === "PROVED").length;
  const priorities = PRIORITIES.filter((each) => paths.some((path) => path.priority === each));
  const rows = [...seams].map(([seam, all]) => h("tr", {},
    h("th", { scope: "row" }, h("a.row", { href: `#/plan/${seam}` }, seam)),
    priorities.map((each) => blocks(all.filter((path) => path.priority === each)))));
  const mine = seams.get(chosen);
  const shown = mine ? [[chosen, mine]] : seams;
  return [
    crumbs(mine ? [" › ", h("a", { href: "#/plan" }, "Test plan")] : []),
    heading(mine ? `Seam ${chosen}` : `${proved} of ${plural(paths.length, "critical path")} proved`),
    h("p.lead.muted", {}, "Proved is a path whose scenarios passed, and whose faults, when they were put back, "
      + "turned one of them red."),
    legend(mine || paths),
    mine ? "" : h("table.plan", {}, h("caption.sr", {}, "Paths by seam and priority"),
      h("thead", {}, h("tr", {}, ["seam", ...priorities].map((each) => h("th", { scope: "col" }, each)))),
      h("tbody", {}, rows)),
    [...shown].map(([seam, all]) =>
      part(seam, (all[0].components || []).join(" → "), h("ul.list.paths", {}, all.map(pathLine)))),
  ];
}

function keeps(engine, promise) {
  const told = engine.promises[promise];
  const label = { role: "cell", "data-engine": engine.engine };
  if (!told?.tried) return h("td.v-SKIPPED", label, "? ", h("span", {}, "not tried"));
  const others = ["KNOWN", "SKIPPED", "ERROR"].filter((each) => told.counts?.[each]);
  const all = told.kept === told.tried;
  return h(`td.v-${all ? "PASS" : "FAIL"}`, label, all ? "✓ " : "✗ ",
    h("span", {}, `${told.kept} of ${told.tried}`),
    others.length ? h("small", {}, others.map((each) => `${told.counts[each]} ${each}`).join(", ")) : "");
}

function engineNotes(engine) {
  const seen = ["calls", "exit", "git", "processes", "files", ...(engine.witnesses || [])].join(", ");
  const skipped = Object.entries(engine.reasons || {});
  return part(engine.engine, engine.source || "",
    h("p", {}, `Witnesses: ${seen}. `, h("small", {}, `Suite ${engine.suite || "unknown"}.`)),
    engine.command ? copyable(engine.command, "the command") : "",
    skipped.length ? more(`${plural(skipped.length, "reason")} for skipped scenarios`,
      h("ul", {}, skipped.map(([why, count]) => h("li", {}, `${count} × ${why}`)))) : "");
}

function enginesPage() {
  if (!views.conformance) {
    return [crumbs(), heading("Which engine keeps which promise"), howToGet("The table of engines is",
      "proving-ground compare ENGINE ENGINE --json engines.json",
      `proving-ground report ${folder()} --conformance engines.json`)];
  }
  const { engines } = views.conformance;
  const told = new Set(engines.flatMap((each) => Object.keys(each.promises)));
  const promises = [...new Set([...Object.keys(report.promises || {}), ...told])].filter((each) => told.has(each));
  const head = ["promise", ...engines.map((each) => each.engine)];
  const rows = promises.map((name) => h("tr", { role: "row" },
    h("th", { scope: "row", role: "rowheader" }, report.promises?.[name] || name),
    engines.map((each) => keeps(each, name))));
  return [
    crumbs(),
    heading("Which engine keeps which promise"),
    h("p.lead.muted", {}, "Of the scenarios that came to a verdict, so many kept the promise. What was "
      + "skipped, is known to fail or went wrong never counts as kept."),
    h("div.words", { tabindex: 0, role: "region", "aria-label": "Promises and engines" },
      h("table.engines", { role: "table" },
        h("thead", { role: "rowgroup" }, h("tr", { role: "row" },
          head.map((each) => h("th", { scope: "col", role: "columnheader" }, each)))),
        h("tbody", { role: "rowgroup" }, rows))),
    engines.map(engineNotes),
  ];
}
