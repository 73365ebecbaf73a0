/* Lists of scenarios, which grow as they are scrolled. */
let grow = () => false;

function list(found, byRule) {
  const box = h("div", {});
  const end = h("div", {});
  let at = 0;
  let group = null;
  let items = null;
  const title = (scenario) => {
    if (byRule) return h("h2.rule", {}, scenario.rule);
    const feature = featureOf.get(scenario.feature);
    return h("h2", {}, h("a", { href: `#/f/${feature.slug}` }, feature.name));
  };
  grow = () => {
    for (const until = Math.min(at + 60, found.length); at < until; at += 1) {
      const scenario = found[at];
      const name = `${scenario.feature}\n${byRule ? scenario.rule : ""}`;
      if (name !== group) {
        items = h("ul.list", {});
        box.append(h("section.group-of", {}, title(scenario), items));
        group = name;
      }
      const took = h("span", {}, `${(scenario.duration_s || 0).toFixed(2)} s`);
      items.append(h("li", {}, mark(scenario.verdict), h("div", {}, link(scenario)), took));
    }
    if (at >= found.length) watcher.disconnect();
    return at < found.length;
  };
  const watcher = new IntersectionObserver(
    (seen) => seen.at(-1).isIntersecting && grow(), { rootMargin: "800px" });
  if (grow()) watcher.observe(end);
  return [box, end];
}

function findPage(query, chosen) {
  const matching = scenarios.filter(parseQuery(query));
  const found = matching.filter((each) => !chosen.length || chosen.includes(each.verdict));
  const chips = VERDICTS.map((verdict, number) => {
    const count = matching.filter((each) => each.verdict === verdict).length;
    const on = chosen.includes(verdict);
    const next = on ? chosen.filter((each) => each !== verdict) : [...chosen, verdict];
    const toggle = () => {
      go(query, next);
      view.querySelectorAll(".chips button")[number].focus();
    };
    return h(`button.chip${count ? "" : ".none"}`,
      { type: "button", "aria-pressed": `${on}`, onclick: toggle },
      mark(verdict), h("b", {}, `${count}`), verdict);
  });
  const narrow = usefulTags(found, query).map(([tag, count]) => h("button.chip", {
    type: "button",
    onclick: () => {
      input.value = `${query} @${tag}`.trim();
      go(input.value, chosen);
    },
  }, `@${tag} ${count}`));
  const lost = unknownTag(query);
  say(plural(found.length, "scenario"));
  return [
    crumbs(),
    heading(`${plural(found.length, "scenario")} of ${scenarios.length}`),
    h("div.chips", { role: "group", "aria-label": "Show only these verdicts" }, chips),
    h("div.chips.tags", { role: "group", "aria-label": "Narrow by tag" }, narrow),
    h("p.hint", {}, lost ? `There is no tag ${lost}.` : ""),
    found.length ? list(found) : h("p.lead", {}, "Nothing matches. Take a word away, or try another tag."),
  ];
}

function featurePage(feature) {
  const mine = scenarios.filter((each) => each.feature === feature.name);
  const count = (verdict) => mine.filter((each) => each.verdict === verdict).length;
  return [
    crumbs(),
    heading(feature.name),
    h("p.lead.muted", {}, feature.description),
    h("p.facts", {},
      VERDICTS.filter(count).map((verdict) => h("span", {}, mark(verdict), ` ${count(verdict)} ${verdict}`)),
      h("code", {}, feature.file)),
    list(mine, true),
  ];
}
