// Districts of a scenario on a map: picked, drawn and named, each with the least share of its demand that is to be served.
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id), make = evplan.make, T = (key, values) => evplan.say(key, values);
  const PLAIN = { color: "#0b4f79", weight: 1.6, fillColor: "#0b4f79", fillOpacity: 0.1 }, PROMISED = { fillColor: "#117733", fillOpacity: 0.28 }, PICKED = { weight: 4 };

  function start(root, found, ground) {
    const words = root.dataset, rows = new Map(), removed = new Set();
    const shapes = found.districts.map((one) => one.shape).concat(found.city ? [found.city] : []);
    const map = ground ? evplan.groundMap(byId("districts-map"), ground, words.label) : bare(byId("districts-map"), words.label);
    if (found.city && !ground) { L.geoJSON(found.city, { interactive: false, style: { color: "#3c4650", weight: 2, fill: false } }).addTo(map); }
    if (!ground) { map.fitBounds(L.featureGroup(shapes.map((one) => L.geoJSON(one))).getBounds(), { padding: [14, 14], animate: false }); }
    const pointing = new evplan.Pointing(map, (text) => { byId("districts-hint").hidden = !text; byId("districts-hint-text").textContent = text; });

    function style(row) { row.layer.setStyle(Object.assign({}, PLAIN, Number(row.share.value) > 0 ? PROMISED : {}, row.picked ? PICKED : {})); }
    function pick(row) { rows.forEach((one) => { one.picked = one === row; style(one); one.item.classList.toggle("picked", one.picked); }); }
    function add(name, layer, floor, ring) {
      const id = "district-" + rows.size, row = { ring: ring, layer: layer, picked: false, old: ring ? null : name };
      row.name = make("input", { type: "text", maxlength: "80", value: name, required: true, "aria-label": words.name });
      row.share = make("input", { id: id, type: "number", min: "0", max: "100", step: "any", inputmode: "decimal", value: floor ? String(Math.round(1000 * floor) / 10) : "", placeholder: String(Math.round(1000 * found.floor) / 10), disabled: words.edit !== "yes" });
      row.item = make("li", { class: "district" }, ring ? row.name : make("button", { type: "button", class: "plain", click: () => { pick(row); map.fitBounds(layer.getBounds(), { maxZoom: 14, animate: false }); } }, name),
        make("label", { for: id }, make("span", { class: "unseen" }, words.share + ": " + name), row.share, " %"),
        words.edit === "yes" ? make("button", { type: "button", class: "small", "aria-label": words.remove + ": " + name, click: () => { if (row.old) { removed.add(row.old); } rows.delete(row.item); row.item.remove(); layer.remove(); changed(); byId("districts-draw").focus(); } }, words.remove) : null);
      row.share.addEventListener("input", () => { style(row); changed(); });
      row.share.addEventListener("focus", () => pick(row));
      layer.on("click", (event) => { if (!pointing.kind) { L.DomEvent.stop(event); row.share.focus(); } });
      layer.bindTooltip(() => make("span", {}, ring ? row.name.value : name), { sticky: true });
      rows.set(row.item, row);
      byId("districts-list").append(row.item);
      style(row);
      return row;
    }
    function changed() { byId("districts-none").hidden = rows.size > 0; if (byId("districts-keep")) { byId("districts-keep").disabled = false; } }
    found.districts.forEach((one) => add(one.name, L.geoJSON(one.shape).addTo(map), one.floor, null));
    byId("districts-none").hidden = rows.size > 0;
    root.dataset.drawn = "yes";
    if (words.edit !== "yes") { return; }

    byId("districts-draw").addEventListener("click", () => pointing.area((corners) => {
      const row = add(T("district_n", { n: rows.size + 1 }), L.geoJSON({ type: "Polygon", coordinates: [corners.concat([corners[0]]).map((at) => [at.lng, at.lat])] }).addTo(map), null, corners.map((at) => [at.lng, at.lat]));
      changed();
      pick(row);
      row.name.focus();
      row.name.select();
    }, { first: "district_first" }));
    byId("districts-hint-here").addEventListener("click", () => pointing.here());
    byId("districts-hint-stop").addEventListener("click", () => pointing.stop());
    byId("districts-form").addEventListener("submit", async (event) => {
      event.preventDefault();
      const asked = { floors: {}, drawn: {}, removed: [...removed] };
      rows.forEach((row) => {
        const name = row.ring ? row.name.value.trim() : row.old;
        if (row.ring) { asked.drawn[name] = row.ring; }
        if (row.share.value !== "") { asked.floors[name] = Number(row.share.value) / 100; }
      });
      try { await evplan.ask(words.api, "PUT", asked); window.sessionStorage.setItem("districts-kept", "yes"); window.location.hash = "districts"; window.location.reload(); } catch (error) { byId("districts-said").replaceChildren(make("div", { class: "refusal", role: "alert" }, make("p", {}, error.message))); }
    });
  }
  function bare(element, label) {
    const map = L.map(element, { attributionControl: false, zoomSnap: 0.25 });
    Object.entries({ areas: 560, sketch: 640 }).forEach(([name, at]) => { map.createPane(name).style.zIndex = at; });
    element.setAttribute("role", "region");
    element.setAttribute("aria-label", label);
    return map;
  }

  const root = byId("districts");
  if (root && !root.dataset.away) {
    const begin = () => Promise.all([evplan.fetchTexts(root.dataset.texts), evplan.ask(root.dataset.api), root.dataset.ground ? evplan.ask(root.dataset.ground).catch(() => null) : null])
      .then(([, found, ground]) => { if (found.city || found.districts.length || ground) { start(root, found, ground); } else { byId("districts-nowhere").hidden = false; byId("districts-map").hidden = true; } if (found.fault) { byId("districts-said").textContent = found.fault; } })
      .catch((error) => { byId("districts-said").textContent = error.message; window.console.error(error); });
    // The page that comes after they were kept shows them again, and says so.
    if (window.sessionStorage.getItem("districts-kept")) {
      window.sessionStorage.removeItem("districts-kept");
      root.open = true;
      byId("districts-said").append(make("p", { class: "notice" }, root.dataset.kept));
    }
    // A map needs its size: it is drawn once the part of the page is opened.
    if (root.open) { begin(); } else { root.addEventListener("toggle", begin, { once: true }); }
  }
})();
