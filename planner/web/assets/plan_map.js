// The page of a plan: its map, its panel, and the loop that plans again after every edit.
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id), make = evplan.make;
  const T = (key, values) => evplan.say(key, values);

  function start(root, ground, plan) {
    const map = evplan.groundMap(byId("map"), ground, T("map_of", { name: plan.name })), mayEdit = root.dataset.edit === "yes";
    const state = { sites: plan.sites, edits: [], changes: {}, picked: null, filling: false, ready: false };
    const known = new Map(ground.candidates.map((one) => [one.id, one]));

    // ---- picking a site ----------------------------------------------------------------------------------------------
    function siteOf(id) {
      const site = state.sites.find((one) => one.id === id);
      if (site) { return site; }
      const edit = state.edits.find((one) => one.site === id), candidate = known.get(id) || (state.changes.gone || []).find((one) => one.id === id);
      if (!candidate && !edit) { return null; }
      return Object.assign({ status: "candidate", state: edit ? edit.state : null, rank: null, groups: {}, chargers: {}, build: [], title: edit ? edit.title || id : id, at: edit ? edit.at : null }, candidate, { id: id, status: "candidate", rank: null, build: [], chargers: {}, power_kw: 0, cost_usd: 0, kwh: 0, state: edit ? edit.state : null });
    }
    const does = { mayEdit: false, offers: plan.offers, send: (edits) => send(edits), move: (id) => move(id), close: () => pick(null) };
    function pick(id, from) {
      const site = id === null ? null : siteOf(id), before = state.picked;
      state.picked = site ? id : null;
      if (state.picked !== before) { steady.rest(); }
      state.filling = false;
      byId("site-card").hidden = !site;
      byId("panel").classList.toggle("carded", !!site);
      discs.select(state.picked);
      if (!site) {
        card.clear();
        if (before !== null) { list.focus(before); }
        return;
      }
      card.show(site, false);
      if (from !== "picture") {
        byId("card-title").focus({ preventScroll: true });
        byId("panel").scrollTop = 0;
        if (site.at && !map.getBounds().pad(-0.1).contains([site.at[1], site.at[0]])) { map.panTo([site.at[1], site.at[0]], { animate: !evplan.still }); }
      }
    }
    const discs = new evplan.Discs(map, (id) => pick(id), (id, at) => send([{ kind: "move", site: id, lon: at.lng, lat: at.lat }]));
    const list = new evplan.SiteList({ pick: (id) => pick(id), glance: (id, on) => discs.glance(id, on) });
    const levers = mayEdit ? evplan.levers((edits) => send(edits)) : {};
    const card = new evplan.SiteCard(byId("site-card"), does), steady = new evplan.Steady(byId("panel"));
    const areas = new evplan.Areas(map), pointing = new evplan.Pointing(map, hint);
    evplan.markers = discs.own;
    evplan.sites = [];

    ["input", "change"].forEach((name) => byId("site-card").addEventListener(name, () => { state.filling = true; }));

    // ---- candidates that were not chosen, from a nearer view on ------------------------------------------------------
    ground.candidates.forEach((one) => {
      const said = document.createElement("span");
      said.textContent = one.title + " · " + one.sort;
      L.circleMarker([one.at[1], one.at[0]], { pane: "candidates", radius: 5, color: "#5b6673", weight: 1.6, fillColor: "#fff", fillOpacity: 0.9 }).bindTooltip(said, { direction: "top" }).on("click", (event) => { if (!pointing.kind) { L.DomEvent.stop(event); pick(one.id); } }).addTo(map);
    });

    // ---- what is shown -----------------------------------------------------------------------------------------------
    function hint(text) {
      window.clearTimeout(hint.timer); // of an earlier hint, which would take this one away
      byId("hint").hidden = !text;
      byId("hint-text").textContent = text;
      byId("hint-here").textContent = T(pointing.kind === "area" ? "here_area" : "here_place");
    }
    function show(found, quiet) {
      state.sites = found.sites;
      state.turn = found.turn;
      state.edits = found.edits || [];
      state.changes = found.changes || {};
      discs.update(found.sites);
      discs.mark(state.changes, state.edits.filter((one) => one.state === "forbidden" && one.at).map((one) => ({ id: one.site, at: one.at, words: one.words })));
      areas.draw(state.edits);
      list.update(found.sites, state.changes);
      evplan.legend(byId("legend-rows"), found.sites, ground.plugs);
      evplan.panel.figures(found.figures);
      if (found.became !== "improved") { evplan.panel.conflict(found.conflict); }
      if (mayEdit) { evplan.panel.edits(state.edits, (id) => loop.release(id), pick); }
      ["undo", "redo"].forEach((one) => { const button = byId(one); if (button) { button.disabled = !found["can_" + one]; } });
      if (found.levers) { Object.entries(levers).forEach(([name, lever]) => lever.show(found.levers[name])); }
      if (found.said && !quiet && found.became !== "refused" && found.became !== "conflict") { told(found.said, found.became !== "improved"); }
      if (evplan.forget) { index(); evplan.forget(); }
      if (state.picked !== null) { const site = siteOf(state.picked); if (site) { card.show(site, state.filling); } else { pick(null); } }
    }
    function told(text, byEdit) {
      const box = byId("turn-said").parentElement;
      evplan.tell(byId("turn-said"), text);
      box.scrollTop = 0;
      if (byEdit) { box.scrollIntoView({ block: "nearest" }); }  // a plan that comes in by itself moves nothing
    }
    function index() {
      evplan.sites = state.sites.map((site) => ({ p: { rank: site.rank, title: site.title, name: site.title, site_id: site.id }, at: [site.at[1], site.at[0]] }));
    }
    function standing(found) {
      root.dataset.state = found.state;
      if (found.state === "closed" || found.state === "failed") { state.ready = does.mayEdit = false; byId("tools").disabled = true; }
      if (byId("reopen")) { byId("reopen").hidden = found.state !== "closed" && found.state !== "failed"; }
      if (found.likely !== undefined) { state.likely = found.likely; }
      byId("state").textContent = found.fault || T("loop_" + found.state) + (found.state === "opening" && state.likely ? " " + state.likely : "");
      byId("state").classList.toggle("busy", found.state === "opening" || found.state === "planning" || found.state === "improving");
      if (found.others !== undefined) { byId("others").hidden = !found.others; byId("others").textContent = found.others; }
    }
    function ready() {
      if (state.ready) { return; }
      state.ready = true;
      does.mayEdit = discs.movable = true;
      byId("tools").disabled = false;
      if (state.picked !== null) { pick(state.picked, "picture"); }
    }
    // An edit that was not done is said in the panel and, where it was one of a place, at that place; the last plan stays.
    function refused(error, edits) {
      const placed = edits.find((one) => one.lon !== undefined), said = make("span", {}, error.message);
      evplan.panel.conflict({ said: error.message, ways: error.answer && error.answer.ways }, T("refused"));
      if (placed && map.getBounds().contains([placed.lat, placed.lon])) { L.popup({ closeButton: false, autoPan: !evplan.still, autoPanPaddingTopLeft: [64, 12], autoPanPaddingBottomRight: [12, 12] }).setLatLng([placed.lat, placed.lon]).setContent(said).openOn(map); }
      if (state.picked !== null) { discs.back(state.picked); }
    }
    function failed(error) {
      const box = byId("said");
      box.replaceChildren(make("div", { class: "refusal", role: "alert" }, make("p", {}, error.message), error.answer && error.answer.ways ? make("ul", {}, error.answer.ways.map((way) => make("li", {}, way))) : null));
      window.clearTimeout(failed.timer);
      failed.timer = window.setTimeout(() => box.replaceChildren(), 20000);
    }

    // ---- edits -------------------------------------------------------------------------------------------------------
    const loop = new evplan.Loop(root.dataset.api + "/loop", {
      picture: (found, mine) => { steady.draw(() => show(found), mine); standing(found); ready(); },
      state: standing,
      failed: failed,
      refused: refused
    });
    function send(edits) {
      if (!edits.length) { hint(T("nothing_changed")); hint.timer = window.setTimeout(() => hint(""), 3000); return; }
      byId("said").replaceChildren();
      const site = state.picked;
      loop.edit(edits).then(() => { if (site !== null && state.picked === site) { pick(site, "picture"); byId("card-title").focus({ preventScroll: true }); } });
    }
    function move(id) {
      pointing.place((at) => send([{ kind: "move", site: id, lon: at.lng, lat: at.lat }]), T("move_where"));
    }
    function wire() {
      byId("reopen").addEventListener("click", () => { standing({ state: "opening", fault: "" }); byId("state").focus(); loop.open(); });
      byId("undo").addEventListener("click", () => loop.undo());
      byId("redo").addEventListener("click", () => loop.redo());
      byId("add").addEventListener("click", () => pointing.place((at) => send([{ kind: "add", lon: at.lng, lat: at.lat, force: byId("add-force").checked }]), T("add_where")));
      byId("anew").addEventListener("click", () => send([{ kind: "anew" }]));
      byId("area").addEventListener("click", () => pointing.area((ring) => send([{ kind: "keep_free", polygon: ring.map((at) => [at.lng, at.lat]) }])));
      byId("hint-here").addEventListener("click", () => pointing.here());
      byId("hint-stop").addEventListener("click", () => pointing.stop());
      byId("keep-form").addEventListener("submit", async (event) => {
        event.preventDefault();
        const planned = event.submitter && event.submitter.id === "keep-plan";
        try {
          const kept = await loop.keep(byId("keep-name").value, state.turn), language = document.documentElement.lang;
          byId("kept").replaceChildren(make("p", { class: "notice" }, kept.said + " ", make("a", { href: root.dataset.root + kept.address }, T("kept_open"))));
          if (planned) {
            const run = await evplan.ask(root.dataset.root + "/api/runs", "POST", { scenario: kept.scenario, languages: language === "en" ? [] : [language] });
            window.location.assign(root.dataset.root + "/runs/" + run.id);
          }
        } catch (error) { byId("kept").replaceChildren(make("p", { class: "refusal", role: "alert" }, error.message)); }
      });
      document.addEventListener("keydown", (event) => {
        if (event.target.closest("input, select, textarea") || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") { return; }
        event.preventDefault();
        if (event.shiftKey) { loop.redo(); } else { loop.undo(); }
      });
    }

    // ---- a link to the view: place, zoom and open card stand in the address -----------------------------------------
    function linked() {
      const at = map.getCenter(), site = state.picked === null ? "" : "/" + encodeURIComponent(state.picked);
      window.history.replaceState(null, "", "#" + [map.getZoom(), at.lat.toFixed(5), at.lng.toFixed(5)].join("/") + site);
    }
    function arrive() {
      const [zoom, lat, lng, site] = window.location.hash.slice(1).split("/");
      if ([zoom, lat, lng].every((one) => one && Number.isFinite(Number(one))) && Math.abs(lat) <= 85 && Math.abs(lng) <= 180) { map.setView([Number(lat), Number(lng)], Math.min(19, Math.max(3, Number(zoom))), { animate: false }); }
      if (site) { try { pick(decodeURIComponent(site), "picture"); } catch (error) { /* no address of ours */ } }
      map.on("moveend", linked);
    }
    byId("copy-link").addEventListener("click", (event) => {
      const button = event.target, said = button.textContent, done = () => { button.textContent = button.dataset.done; window.setTimeout(() => { button.textContent = said; }, 2500); };
      linked();
      if (navigator.clipboard) { navigator.clipboard.writeText(window.location.href).then(done, () => hint(window.location.href)); } else { hint(window.location.href); }
    });

    evplan.spreading(map);
    evplan.legend(byId("legend-rows"), plan.sites, ground.plugs);
    byId("legend").open = !evplan.isNarrow();
    evplan.open = (_map, site) => { map.setView(site.at, Math.max(map.getZoom(), 14), { animate: !evplan.still }); pick(site.p.site_id); };
    index();
    evplan.search(map, ground.behind);
    show(plan, true);
    arrive();
    root.dataset.drawn = "yes";
    if (mayEdit) { wire(); standing({ state: "opening" }); loop.open(); } else { byId("state").textContent = ""; }
    evplan.page = { map: map, state: state, loop: loop, pick: pick, discs: discs, steady: steady };
  }

  const root = byId("plan");
  if (root) {
    const api = root.dataset.api;
    Promise.all([evplan.fetchTexts(root.dataset.texts), evplan.ask(api + "/ground"), evplan.ask(api + "/sites")])
      .then(([, ground, plan]) => start(root, ground, plan))
      .catch((error) => { byId("said").replaceChildren(make("div", { class: "refusal", role: "alert" }, make("p", {}, error.message))); window.console.error(error); });
  }
})();
