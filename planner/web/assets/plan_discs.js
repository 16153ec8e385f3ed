// The sites of a plan as discs on a map; whatever changes between two pictures is marked: new, other, gone.
(function () {
  "use strict";
  const BADGES = {
    locked: '<path d="M-4,-0.5h8v6h-8z" fill="#1d2733"/><path d="M-2.4,-0.5v-2a2.4,2.4 0 0 1 4.8,0v2" fill="none" stroke="#1d2733" stroke-width="1.6"/>',
    moved: '<path d="M-5,0h10M-5,0l2.4,-2.4M-5,0l2.4,2.4M5,0l-2.4,-2.4M5,0l-2.4,2.4" fill="none" stroke="#1d2733" stroke-width="1.5"/>',
    asked: '<path d="M-4.5,0h9M0,-4.5v9" fill="none" stroke="#1d2733" stroke-width="2"/>'
  };
  function svg(half, inside, kind) {
    return '<svg class="' + kind + '" width="' + 2 * half + '" height="' + 2 * half + '" viewBox="' + -half + " " + -half + " " + 2 * half + " " + 2 * half + '" aria-hidden="true">' + inside + "</svg>";
  }
  function icon(site) {
    const radius = evplan.radiusOf(site), badge = BADGES[site.state];
    const html = evplan.symbol(site.groups, site.status, radius, site.rank) + (badge ? svg(8, '<circle r="7.2" fill="#fff" stroke="#1d2733"/>' + badge, "badge") : "");
    return L.divIcon({ className: "site " + site.status, html: html, iconSize: [2 * radius + 6, 2 * radius + 6] });
  }
  // A ring around a disc that is new or has other chargers; it stands in the disc, and goes where the disc is moved to.
  function halo(kind) {
    return svg(26, '<circle r="22" fill="none" stroke="#fff" stroke-width="6.5" opacity="0.9"/><circle r="22" fill="none" stroke="' + (kind === "new" ? "#117733" : "#8a5a00") + '" stroke-width="3.6"' + (kind === "new" ? "" : ' stroke-dasharray="7 4"') + "/>", "halo " + kind);
  }
  function ghost(kind) {
    const inside = kind === "gone" ? '<circle r="12" fill="#fff" fill-opacity="0.75" stroke="#a01b4b" stroke-width="2" stroke-dasharray="4 3"/><path d="M-5,-5L5,5M5,-5L-5,5" stroke="#a01b4b" stroke-width="2"/>' : '<circle r="9" fill="#fff" fill-opacity="0.85" stroke="#a01b4b" stroke-width="2.2"/><path d="M-6.2,6.2L6.2,-6.2" stroke="#a01b4b" stroke-width="2.2"/>';
    return L.divIcon({ className: "ghost " + kind, html: svg(15, inside, kind), iconSize: [30, 30] });
  }
  // What discs, rings and ghosts mean; `box` is emptied first.
  function legend(box, sites, plugs) {
    const groups = Object.keys(plugs).filter((id) => sites.some((site) => site.groups[id])), rows = groups.map((id) => [evplan.symbol({ [id]: 1 }, "proposed", 7, null), plugs[id]]), one = groups[0] ? { [groups[0]]: 1 } : { other: 1 };
    ["proposed", "upgrade", "existing"].forEach((status) => rows.push([evplan.symbol(one, status, status === "existing" ? 5 : 7, 0), evplan.say("status_" + status)]));
    if (box.dataset.edit === "yes") { [["new", "legend_new"], ["changed", "legend_changed"]].forEach(([kind, text]) => rows.push([halo(kind), evplan.say(text)])); rows.push([ghost("gone").options.html, evplan.say("legend_gone")]); }
    evplan.only(box, rows.map(([symbol, text]) => { const item = evplan.make("li", {}, evplan.make("span", { class: "sym" }), text); item.firstChild.innerHTML = symbol; return item; }));
  }
  function key(site) { return JSON.stringify([site.groups, site.status, site.rank, site.power_kw, site.state, site.at]); }

  class Discs {
    // `pick(id)` is called where a disc is clicked, `drop(id, latlng)` where it was dragged.
    constructor(map, pick, drop) {
      Object.assign(this, { map: map, pick: pick, drop: drop, found: new Map(), marks: L.layerGroup().addTo(map), picked: null, movable: false });
      this.own = Object.create(null);
    }
    update(sites) {
      const there = new Set();
      sites.forEach((site) => {
        there.add(site.id);
        const held = this.found.get(site.id);
        if (held && held.key === key(site)) { held.site = site; return; }
        if (held) { held.marker.remove(); }
        this.found.set(site.id, { site: site, key: key(site), marker: this._marker(site) });
      });
      [...this.found.keys()].filter((id) => !there.has(id)).forEach((id) => { this.found.get(id).marker.remove(); this.found.delete(id); delete this.own[id]; });
      this.select(this.found.has(this.picked) ? this.picked : null);
      if (evplan.spread) { evplan.spread(); }
    }
    _marker(site) {
      const marker = L.marker([site.at[1], site.at[0]], { icon: icon(site), pane: site.status === "existing" ? "existing" : "sites", keyboard: false, zIndexOffset: site.rank ? 5000 - 10 * site.rank : 0 });
      const said = document.createElement("span");
      said.textContent = (site.rank ? site.rank + ". " : "") + site.title;
      marker.bindTooltip(said, { direction: "top", offset: [0, -evplan.radiusOf(site)] });
      marker.radius = evplan.radiusOf(site) + 2;
      marker.on("click", () => this.pick(site.id));
      marker.on("dragstart", () => marker.closeTooltip());
      marker.on("dragend", () => this.drop(site.id, marker.getLatLng()));
      this.own[site.id] = marker;
      return marker.addTo(this.map);
    }
    // Rings what changed: `changes` as a picture has them, `forbidden` the places that edits keep free.
    mark(changes, forbidden) {
      this.marks.clearLayers();
      this.found.forEach((held) => { if (held.marker._icon) { held.marker._icon.querySelectorAll(".halo").forEach((one) => one.remove()); } });
      const ring = (kind, at, title) => {
        const marker = L.marker([at[1], at[0]], { icon: ghost(kind), pane: "ghosts", keyboard: false });
        if (title) { const said = document.createElement("span"); said.textContent = title; marker.bindTooltip(said, { direction: "top" }); }
        return marker.addTo(this.marks);
      };
      ["new", "changed"].forEach((kind) => (changes[kind] || []).forEach((id) => { const held = this.found.get(id); if (held && held.marker._icon) { held.marker._icon.insertAdjacentHTML("beforeend", halo(kind)); } }));
      (changes.gone || []).forEach((one) => ring("gone", one.at, evplan.say("gone_named", { name: one.title })));
      (forbidden || []).filter((one) => !(changes.gone || []).some((gone) => gone.id === one.id)).forEach((one) => ring("forbidden", one.at, one.words).on("click", () => this.pick(one.id)));
    }
    select(id) {
      this.found.forEach((held, one) => {
        const on = one === id;
        held.marker.still = on && this.movable;
        if (held.marker._icon) { held.marker._icon.classList.toggle("picked", on); }
        if (held.marker.dragging) { if (on && this.movable) { held.marker.dragging.enable(); } else { held.marker.dragging.disable(); } }
        if (held.marker.still && held.marker._icon) {
          const half = held.marker.options.icon.options.iconSize[0] / 2;
          held.marker.shift = [0, 0];
          held.marker._icon.style.marginLeft = held.marker._icon.style.marginTop = -half + "px";
        }
      });
      if (this.picked !== id && evplan.spread) { evplan.spread(); }
      this.picked = id;
    }
    glance(id, on) { const held = this.found.get(id); if (held && held.marker._icon) { held.marker._icon.classList.toggle("marked", on); } }
    back(id) { const held = this.found.get(id); if (held) { held.marker.setLatLng([held.site.at[1], held.site.at[0]]); } }
  }
  Object.assign(evplan, { Discs: Discs, legend: legend });
})();
