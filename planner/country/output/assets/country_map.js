"use strict";
/* The map of a country: roads by what may be driven, stations by their plugs, towns with links to their own plans. Every text is put in as text. */
const evplan = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const say = key => data.texts[key];
  const state = { season: data.seasons.length ? data.seasons[0].id : "", when: 2 };
  const NS = "http://www.w3.org/2000/svg";

  const make = (tag, words, kind) => {
    const node = document.createElement(tag);
    if (words !== undefined && words !== null) node.textContent = words;
    if (kind) node.className = kind;
    return node;
  };
  const svg = (tag, values) => {
    const node = document.createElementNS(NS, tag);
    Object.entries(values).forEach(([key, value]) => node.setAttribute(key, value));
    return node;
  };

  const discOf = one => one.status === "existing" ? 6 : 9 + Math.min(5, one.total / 3);

  /* A disc with a sector for each plug as large as its share of the guns. */
  const disc = (guns, radius, rank, standing) => {
    const size = 2 * radius + 6, middle = size / 2, whole = guns.reduce((sum, one) => sum + one[1], 0) || 1;
    const node = svg("svg", { width: size, height: size, viewBox: `0 0 ${size} ${size}` });
    node.append(svg("circle", { cx: middle, cy: middle, r: radius + 2, fill: "#fff" }));
    let turn = 0;
    guns.forEach(([family, count]) => {
      const share = count / whole, colour = data.colours[family] || "#8a8a8a";
      if (share > 0.999) node.append(svg("circle", { cx: middle, cy: middle, r: radius, fill: colour }));
      else {
        const at = part => [middle + radius * Math.sin(2 * Math.PI * part), middle - radius * Math.cos(2 * Math.PI * part)];
        const [x1, y1] = at(turn), [x2, y2] = at(turn + share);
        node.append(svg("path", { d: `M${middle},${middle}L${x1},${y1}A${radius},${radius} 0 ${share > 0.5 ? 1 : 0} 1 ${x2},${y2}Z`, fill: colour }));
      }
      turn += share;
    });
    node.append(svg("circle", { cx: middle, cy: middle, r: radius + 0.6, fill: "none", stroke: standing ? "#6b7580" : "#111", "stroke-width": standing ? 1.2 : 1.6 }));
    if (rank) {
      node.append(svg("circle", { cx: middle, cy: middle, r: radius * 0.62, fill: "#fff" }));
      const words = svg("text", { x: middle, y: middle + 3.8, "text-anchor": "middle", "font-size": rank > 99 ? 9 : 10.5, "font-weight": 700, fill: "#111" });
      words.textContent = rank;
      node.append(words);
    }
    return node;
  };

  const rows = (table, pairs) => pairs.forEach(([head, cell]) => {
    if (cell === null || cell === undefined || cell === "") return;
    const row = make("tr");
    row.append(make("th", head), make("td", cell));
    table.append(row);
  });

  const stationCard = one => {
    const card = make("div", null, "pop"), table = make("table");
    card.append(make("span", one.tag, `tag ${one.status}`), make("h3", one.name), make("p", one.where));
    rows(table, one.rows);
    card.append(table);
    return card;
  };
  const commonCard = one => {
    const card = make("div", null, "pop");
    card.append(make("span", one.tag, "tag existing"), make("h3", one.name), make("p", one.words));
    return card;
  };
  const townCard = one => {
    const card = make("div", null, "pop"), table = make("table");
    card.append(make("h3", one.name));
    if (one.where) card.append(make("p", one.where));
    rows(table, one.rows);
    card.append(table);
    if (one.links.length) {
      const links = make("p", null, "links");
      one.links.forEach(([words, address]) => {
        const link = make("a", words);
        link.href = address;
        links.append(link);
      });
      card.append(links);
    }
    return card;
  };
  const roadCard = one => {
    const card = make("div", null, "pop"), table = make("table");
    card.append(make("h3", one.name), make("p", one.where));
    data.seasons.forEach(season => {
      const known = one.trips[season.id];
      if (known) rows(table, [[season.head, known[3]], [say("today"), known[4]], [say("plan"), known[5]]]);
    });
    card.append(table);
    return card;
  };

  const colour = known => {
    if (!known || known[0] <= 0) return null;
    const share = known[state.when] / known[0];
    const at = data.ends.findIndex(end => share <= end + 1e-9);
    return data.ramp[at < 0 ? data.ramp.length - 1 : at];
  };

  const start = () => {
    const map = L.map("map", { zoomSnap: 0.25, maxZoom: 15, minZoom: 3 });
    map.attributionControl.setPrefix(false);
    data.credits.forEach(one => map.attributionControl.addAttribution(one));
    ["casing", "roads", "towns", "stations", "labels"].forEach((name, at) => { map.createPane(name).style.zIndex = 400 + 20 * at; });
    map.getPane("labels").style.pointerEvents = "none";
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);

    const most = Math.max(1e-9, ...data.roads.flatMap(one => Object.values(one.trips).map(known => known[0])));
    const busy = one => Math.max(0, ...Object.values(one.trips).map(known => known[0]));
    const lines = data.roads.map(one => {
      const width = busy(one) > 0 ? 2.2 + 5 * Math.sqrt(busy(one) / most) : 1.4;
      const casing = busy(one) > 0 ? L.polyline(one.line, { pane: "casing", color: "#3b4650", weight: width + 1.6, opacity: 0.55, interactive: false }).addTo(map) : null;
      const line = L.polyline(one.line, { pane: "roads", weight: width, opacity: 1, lineJoin: "round" }).addTo(map);
      line.bindPopup(() => roadCard(one), { maxWidth: 320 });
      line.bindTooltip(() => make("span", one.name), { sticky: true });
      return [one, line, casing];
    });
    const paint = () => lines.forEach(([one, line]) => {
      const tint = colour(one.trips[state.season]);
      line.setStyle(tint ? { color: tint, dashArray: null } : { color: "#b3b9bf", dashArray: null });
    });
    paint();

    data.towns.forEach(one => {
      const radius = one.radius = 3 + 1.35 * Math.log10(Math.max(10, one.people / 1000)) ** 2;
      const mark = L.circleMarker([one.lat, one.lon], { pane: "towns", radius, color: "#1d2733", weight: one.links.length ? 2.4 : 1.2, fillColor: one.links.length ? "#ffe08a" : "#fff", fillOpacity: 1 }).addTo(map);
      mark.bindPopup(() => townCard(one), { maxWidth: 320 });
      one.mark = mark;
    });

    const markers = {};
    const group = L.layerGroup().addTo(map), standing = L.layerGroup().addTo(map);
    [...data.stations].reverse().forEach(one => {
      const radius = discOf(one);
      const icon = L.divIcon({ className: `station ${one.status}`, html: disc(one.guns, radius, one.rank, one.status === "existing"), iconSize: [2 * radius + 6, 2 * radius + 6] });
      const marker = L.marker([one.lat, one.lon], { icon, pane: "stations", title: one.name, alt: one.name, riseOnHover: true });
      marker.bindPopup(() => stationCard(one), { maxWidth: 340 });
      marker.addTo(one.status === "existing" ? standing : group);
      markers[one.id] = marker;
    });

    const common = L.layerGroup().addTo(map);
    data.common.forEach(one => {
      const ring = L.circleMarker([one.lat, one.lon], { pane: "stations", radius: 9, color: "#111", weight: 2, dashArray: "4 3", fillColor: "#fff", fillOpacity: 0.7 }).addTo(common);
      ring.bindPopup(() => commonCard(one), { maxWidth: 320 });
      ring.bindTooltip(() => make("span", one.name));
    });

    const labels = make("div");
    map.getPane("labels").append(labels);
    const write = () => {
      labels.replaceChildren();
      const around = (one, reach) => {
        const at = map.latLngToLayerPoint([one.lat, one.lon]);
        return [at.x - reach, at.y - reach, at.x + reach, at.y + reach];
      };
      const taken = data.stations.filter(one => one.rank).map(one => around(one, discOf(one) + 3));
      taken.push(...data.towns.map(one => around(one, one.radius)));
      data.towns.forEach(one => {
        const at = map.latLngToLayerPoint([one.lat, one.lon]), large = one.links.length > 0;
        const wide = one.name.length * (large ? 8.6 : 8.1), high = large ? 19 : 16;
        const off = Math.max(large ? 17 : 9, one.radius + 4);
        const spots = [off, off + 7, off + 14].flatMap(away => [[at.x + away, at.y - high / 2], [at.x - wide - away, at.y - high / 2], [at.x - wide / 2, at.y - high - away], [at.x - wide / 2, at.y + away]]);
        const free = spots.find(([x, y]) => !taken.some(([a, b, c, d]) => x < c && x + wide > a && y < d && y + high > b));
        if (!free && !large) return;
        const [x, y] = free || spots[0];
        taken.push([x, y, x + wide, y + high]);
        const label = make(large ? "button" : "div", one.name, large ? "label city" : "label");
        if (large) label.addEventListener("click", () => one.mark.openPopup());
        label.style.left = `${x}px`;
        label.style.top = `${y}px`;
        labels.append(label);
      });
      const zoom = map.getZoom() - map.fitted;
      document.body.classList.toggle("far", zoom < 0.6 && data.stations.length > 25);
      document.body.classList.toggle("farther", zoom < 0.6 && data.stations.length > 60);
    };
    map.on("zoomend viewreset moveend", write);
    map.fitBounds(data.bounds, { paddingTopLeft: [30, 30], paddingBottomRight: [90, 40] });
    map.fitted = map.getZoom();
    write();

    const choose = (name, value) => {
      state[name] = value;
      document.querySelectorAll(`[data-${name}]`).forEach(one => one.setAttribute("aria-pressed", String(one.dataset[name] === String(value))));
      paint();
    };
    document.querySelectorAll("[data-season]").forEach(one => one.addEventListener("click", () => choose("season", one.dataset.season)));
    document.querySelectorAll("[data-when]").forEach(one => one.addEventListener("click", () => choose("when", Number(one.dataset.when))));
    document.querySelectorAll("[data-station]").forEach(one => one.addEventListener("click", () => {
      const marker = markers[one.dataset.station];
      map.setView(marker.getLatLng(), Math.max(map.getZoom(), map.fitted + 2));
      marker.openPopup();
    }));
    const tiles = L.tileLayer(data.tiles.url, { attribution: data.tiles.credit, maxZoom: 15, opacity: 0.7 });
    L.control.layers({}, { [say("new")]: group, [say("standing")]: standing, ...(data.common.length ? { [say("common")]: common } : {}), [say("tiles")]: tiles }, { collapsed: true }).addTo(map);
    document.querySelectorAll("[data-plug]").forEach(one => one.prepend(disc([[one.dataset.plug, 1]], 7, 0, false)));
    evplan.map = map;
  };
  return { start };
})();
document.addEventListener("DOMContentLoaded", evplan.start);
