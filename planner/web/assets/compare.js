// Two plans side by side: two maps that move as one, sites that only one of them has, and a table of districts.
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id), make = evplan.make;
  const T = (key, values) => evplan.say(key, values);

  // Moves a map wherever the other one is moved by its reader.
  function tied(one, two) {
    let led = false;
    [[one, two], [two, one]].forEach(([from, to]) => from.on("move zoom", () => {
      if (led) { return; }
      led = true;
      to.setView(from.getCenter(), from.getZoom(), { animate: false });
      led = false;
    }));
  }
  function side(name, ground, plan, only, other) {
    const map = evplan.groundMap(byId("map-" + name), ground, T("map_of_" + name, { name: plan.name }));
    const discs = new evplan.Discs(map, (id) => picked(id), () => null), shown = plan.sites;
    discs.update(shown);
    discs.mark({ new: only, changed: other }, []);
    return { map: map, discs: discs, sites: new Map(shown.map((site) => [site.id, site])), shade: shade(map, ground, name) };
  }
  const RAMP = ["#fffbd0", "#c9e6a0", "#84c97f", "#3e9f62", "#1c6b3c"], ENDS = [0.1, 0.2, 0.4, 0.6, 1];
  // Districts by the share of their demand that a plan serves; the classes are the same in both maps.
  function shade(map, ground, name) {
    const shares = new Map(found.districts.map((one) => [one.district, one.demand_kwh > 0 ? (one[name + "_kwh"] || 0) / one.demand_kwh : null]));
    return L.geoJSON(ground.districts, {
      pane: "zones", interactive: true,
      style: (feature) => { const share = shares.get(feature.properties.name), at = ENDS.findIndex((end) => share <= end); return { weight: 0, fillOpacity: share === null || share === undefined ? 0 : 0.55, fillColor: RAMP[at < 0 ? RAMP.length - 1 : at] }; },
      onEachFeature: (feature, layer) => {
        const said = document.createElement("span"), share = shares.get(feature.properties.name);
        said.textContent = feature.properties.name + (share === null || share === undefined ? "" : ": " + evplan.share(share, 1));
        layer.bindTooltip(said, { sticky: true });
      }
    }).addTo(map);
  }
  function shades() {
    byId("shades").innerHTML = RAMP.map((colour) => '<span><svg viewBox="0 0 16 12" aria-hidden="true"><rect width="16" height="12" fill="' + colour + '"/></svg><b></b></span>').join("");
    byId("shades").querySelectorAll("b").forEach((one, i) => { one.textContent = "≤\u202f" + Math.round(100 * ENDS[i]) + "\u202f%"; });
    byId("shade").addEventListener("change", (event) => [left, right].forEach((one) => { if (event.target.checked) { one.shade.addTo(one.map); } else { one.shade.remove(); } }));
  }
  let left, right, found, pairs;
  // The same site in both maps, and what is built there in words.
  function picked(id) {
    const pair = pairs.get(id) || [left.sites.has(id) ? id : null, right.sites.has(id) ? id : null];
    left.discs.select(pair[0]);
    right.discs.select(pair[1]);
    const site = left.sites.get(pair[0]) || right.sites.get(pair[1]);
    const told = (name, one) => make("div", {}, make("dt", {}, found[name].name), make("dd", {}, one && one.build.length ? one.build.map((line) => make("span", { class: "line" }, line)).concat(make("span", { class: "small" }, one.cost + " · " + T("kwh_day", { kwh: evplan.number(one.kwh) }))) : T("nothing_here")));
    evplan.only(byId("picked"), make("h2", { tabindex: "-1" }, site.title), make("dl", { class: "facts" }, told("left", left.sites.get(pair[0])), told("right", right.sites.get(pair[1]))));
    byId("picked").hidden = false;
    const at = [site.at[1], site.at[0]];
    if (!left.map.getBounds().pad(-0.1).contains(at)) { left.map.panTo(at, { animate: false }); }
  }
  function signed(value, digits) { return (value > 0 ? "+" : value < 0 ? "−" : "±") + evplan.number(Math.abs(value), digits); }
  function rows(ids, sites, kind) {
    return ids.map((id) => {
      const site = sites.get(id);
      return make("li", {}, make("button", { type: "button", class: "site-row", "data-site": id, click: () => picked(id) }, make("b", { class: "rank " + site.status }, site.rank ? evplan.number(site.rank) : "–"), make("span", { class: "told" }, make("span", { class: "name" }, site.title), make("span", { class: "small" }, site.plan + " · " + site.cost)), make("span", { class: "mark " + kind }, T("side_" + kind))));
    });
  }
  function figures() {
    const one = found.left.figures, two = found.right.figures, share = one.served_kwh > 0 ? 100 * (two.served_kwh - one.served_kwh) / one.served_kwh : 0;
    const line = (label, a, b, change) => make("tr", {}, make("th", { scope: "row" }, label), make("td", { class: "number" }, a), make("td", { class: "number" }, b), make("td", { class: "number" }, change));
    const lines = one.lines.map((told, i) => {
      const change = { energy: T("kwh_change", { kwh: signed(two.served_kwh - one.served_kwh), share: signed(share, 1) }), money: signed(two.cost_usd - one.cost_usd).replace(/^[+−±]/, "$&\u0024"), sites: signed(two.new_sites + two.upgraded_sites - one.new_sites - one.upgraded_sites) }[told.key];
      return line(told.label, told.value, two.lines[i].value, change);
    });
    evplan.only(byId("figures-body"), lines, line(T("proof_label"), one.proof.word, two.proof.word, ""));
  }
  function districts() {
    evplan.only(byId("districts-body"), found.districts.map((one) => make("tr", {}, make("th", { scope: "row" }, one.district), make("td", { class: "number" }, evplan.share(one.left_kwh || 0, one.demand_kwh || 0)), make("td", { class: "number" }, evplan.share(one.right_kwh || 0, one.demand_kwh || 0)), make("td", { class: "number" }, signed((one.right_kwh || 0) - (one.left_kwh || 0))), make("td", { class: "number" }, evplan.number(one.left_usd)), make("td", { class: "number" }, evplan.number(one.right_usd)))));
  }
  function start(grounds, difference) {
    found = difference;
    const sites = found.sites;
    pairs = new Map();
    sites.other.concat(sites.met).forEach((pair) => { pairs.set(pair[0], pair); pairs.set(pair[1], pair); });
    left = side("left", grounds[0], found.left, sites.only_left, sites.other.map((pair) => pair[0]));
    right = side("right", grounds[1], found.right, sites.only_right, sites.other.map((pair) => pair[1]));
    if (found.same_city) { tied(left.map, right.map); } else { byId("not-tied").hidden = false; }
    figures();
    // A city without districts has nothing to shade, and one row that says nothing.
    const known = found.districts.length > 1 || left.shade.getLayers().length > 0;
    byId("shading").hidden = left.shade.getLayers().length + right.shade.getLayers().length === 0;
    byId("districts").hidden = !known;
    shades();
    districts();
    evplan.only(byId("sites"), rows(sites.only_left, left.sites, "left"), rows(sites.only_right, right.sites, "right"), rows(sites.other.map((pair) => pair[0]), left.sites, "changed"));
    byId("counted").textContent = T("difference_counted", { left: evplan.number(sites.only_left.length), right: evplan.number(sites.only_right.length), other: evplan.number(sites.other.length), alike: evplan.number(sites.alike) });
    byId("compared").dataset.drawn = "yes";
    evplan.compared = { left: left, right: right };
  }
  const root = byId("compared");
  if (root) {
    const d = root.dataset;
    Promise.all([evplan.fetchTexts(d.texts), evplan.ask(d.left + "/ground"), d.left === d.right ? null : evplan.ask(d.right + "/ground"), evplan.ask(d.difference)])
      .then(([, one, two, difference]) => start([one, two || one], difference))
      .catch((error) => evplan.refuse(root, error.message));
  }
})();
