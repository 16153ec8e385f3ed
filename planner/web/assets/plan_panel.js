// The panel beside the map of a plan: figures, what was said, the edits so far, and the list of sites, which is the keyboard's way to every one of them.
(function () {
  "use strict";
  const make = evplan.make, only = evplan.only;
  const T = (key, values) => evplan.say(key, values);
  const byId = (id) => document.getElementById(id);

  function figures(found) {
    only(byId("figures"), found.lines.map((one) => make("div", { class: "figure" }, make("dt", {}, one.label), make("dd", {}, make("b", {}, one.value), " ", make("span", { class: "beside" }, one.beside), make("span", { class: "change " + (one.worse ? "worse" : "better") }, one.change || "\u00a0")))));
    byId("against").classList.toggle("idle", !found.lines.some((one) => one.change));
    const proof = byId("proof");
    only(proof, make("b", {}, found.proof.word), " ", make("span", {}, found.proof.said));
    proof.classList.toggle("proven", found.proven);
    const meter = byId("gap");
    if (meter) { meter.hidden = found.gap === null; meter.value = found.gap === null ? 0 : Math.max(0, 1 - found.gap); }
  }

  // What was not done: a conflict, which promises and by how much each would have to give way; or an edit that was refused, and why.
  function conflict(found, title) {
    const box = byId("conflict");
    box.hidden = !found;
    only(box, !found ? [] : [make("h2", {}, title || T("conflict")), make("p", {}, found.said), found.ways && found.ways.length ? make("ul", {}, found.ways.map((way) => make("li", {}, way))) : null, make("p", { class: "small" }, T("conflict_stays"))]);
    if (found) { box.scrollIntoView({ block: "nearest" }); }
  }

  // A better plan that comes in changes no edit: their rows stay, with the focus and a click that has begun.
  let drawn = "";
  function edits(list, send, pick) {
    const key = JSON.stringify(list);
    if (key === drawn) { return; }
    drawn = key;
    const box = byId("edits"), held = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.edit : undefined;
    byId("edits-counted").textContent = T("edits_counted", { n: list.length });
    only(box, list.map((one) => make("li", {}, one.site ? make("button", { type: "button", class: "plain", click: () => pick(one.site) }, one.words) : make("span", {}, one.words),
      one.refused ? make("span", { class: "refused" }, one.refused) : null,
      make("button", { type: "button", class: "small", "data-edit": one.id, "aria-label": T("take_back_named", { words: one.words }), click: () => send(one.id) }, T("take_back")))));
    if (held !== undefined) { (box.querySelector("button.small") || byId("edits-box").querySelector("summary")).focus(); }
  }

  function entry(site, mark, on) {
    return make("li", {}, make("button", { type: "button", class: "site-row", "data-site": site.id, click: () => on.pick(site.id), mouseenter: () => on.glance(site.id, true), mouseleave: () => on.glance(site.id, false), focus: () => on.glance(site.id, true), blur: () => on.glance(site.id, false) },
      make("b", { class: "rank " + site.status }, site.rank ? evplan.number(site.rank) : "–"),
      make("span", { class: "told" }, make("span", { class: "name" }, site.title), make("span", { class: "small" }, site.status === "existing" ? T("status_existing") : site.plan + " · " + site.cost)),
      mark ? make("span", { class: "mark " + mark }, T("mark_" + mark)) : site.state || site.left ? make("span", { class: "mark", title: site.left || null }, T("short_" + (site.state || "left"))) : null));
  }

  class List {
    constructor(on) {
      this.on = on;
      this.sites = [];
      this.changes = {};
      this.rows = new Map();
      byId("filter").addEventListener("change", () => this.show());
      byId("sites").addEventListener("keydown", (event) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], rows = [...byId("sites").querySelectorAll("button")], at = rows.indexOf(event.target);
        if (step && at >= 0 && rows[at + step]) { rows[at + step].focus(); event.preventDefault(); }
      });
    }
    update(sites, changes) {
      this.sites = sites;
      this.changes = changes || {};
      this.show();
    }
    show() {
      const box = byId("sites"), held = document.activeElement && box.contains(document.activeElement) ? document.activeElement.dataset.site : null, kind = byId("filter").value;
      const marked = new Map();
      ["new", "changed"].forEach((one) => (this.changes[one] || []).forEach((id) => marked.set(id, one)));
      const shown = this.sites.filter((site) => kind === "all" || (kind === "built" ? site.status !== "existing" : kind === "changed" ? marked.has(site.id) : kind === "edited" ? site.state : site.status === "existing"));
      // Rows that say the same stay the same elements: a click that has begun, and the focus, are not lost to a new picture.
      const rows = new Map(shown.map((site) => {
        const mark = marked.get(site.id), key = JSON.stringify([site.rank, site.status, site.title, site.plan, site.cost, site.state, site.left, mark]), held = this.rows.get(site.id);
        return [site.id, held && held.key === key ? held : { key: key, item: entry(site, mark, this.on) }];
      }));
      this.rows = rows;
      const items = [...rows.values()].map((row) => row.item);
      if (items.length !== box.children.length || items.some((item, i) => box.children[i] !== item)) { only(box, items); }
      byId("counted").textContent = T("sites_counted", { n: shown.length });
      const again = held && [...box.querySelectorAll("button")].find((one) => one.dataset.site === held);
      if (again) { again.focus({ preventScroll: true }); }
    }
    focus(id) {
      const row = [...byId("sites").querySelectorAll("button")].find((one) => one.dataset.site === id);
      if (row) { row.focus(); } else { byId("filter").focus(); }
    }
  }
  Object.assign(evplan, { panel: { figures: figures, conflict: conflict, edits: edits }, SiteList: List });
})();
