// What folium's layers call. Every string in the data is already escaped (webmap/escape.py), so it may be put into HTML.
(function () {
  "use strict";
  var PANES = { tiles: 205, ground: 210, zones: 220, roads: 230, districts: 240, boundary: 245, labels: 250, leaders: 590, idle: 600, existing: 610, sites: 620, depots: 630 };
  var COLOURS = {};
  var DASHES = { gbt_dc: "2.5 3", gbt_ac: "0.9 2.6", ccs2_ac: "5 2", chademo: "1.5 5", nacs: "6 5", wireless: "1 1", other: "8 3" };

  // A layer that is built when it is first shown: ten themes of two thousand zones need not all be made at once.
  var Lazy = L.LayerGroup.extend({
    initialize: function (build) { L.LayerGroup.prototype.initialize.call(this); this._build = build; },
    onAdd: function (map) {
      if (this._build) { this.addLayer(this._build()); this._build = null; }
      L.LayerGroup.prototype.onAdd.call(this, map);
    }
  });

  function picked(values, at) { return at === null ? values : at.map(function (i) { return values[i]; }); }
  function sum(values) { return values.reduce(function (a, b) { return a + b; }, 0); }

  // ---- symbols -----------------------------------------------------------------------------------------------------
  function sector(radius, from, to) {
    if (to - from > 0.9999) { return "M" + -radius + ",0A" + radius + "," + radius + " 0 1 1 " + radius + ",0A" + radius + "," + radius + " 0 1 1 " + -radius + ",0Z"; }
    function at(turn) { return (radius * Math.sin(2 * Math.PI * turn)).toFixed(2) + "," + (-radius * Math.cos(2 * Math.PI * turn)).toFixed(2); }
    return "M0,0L" + at(from) + "A" + radius + "," + radius + " 0 " + (to - from > 0.5 ? 1 : 0) + " 1 " + at(to) + "Z";
  }
  function arc(radius, from, to) {
    function at(turn) { return (radius * Math.sin(2 * Math.PI * turn)).toFixed(2) + "," + (-radius * Math.cos(2 * Math.PI * turn)).toFixed(2); }
    var middle = (from + to) / 2, half = "A" + radius + "," + radius + " 0 0 1 ";
    return "M" + at(from) + half + at(middle) + half + at(to);
  }
  // A disc cut into one sector for each kind of plug: colour says which plug, the rim says new or upgraded, the figure the rank.
  function symbol(groups, status, radius, rank, sure) {
    var names = Object.keys(groups), half = radius + 3, out = "", turn = 0;
    names.forEach(function (name) {
      out += '<path d="' + sector(radius, turn, turn + 1 / names.length) + '" fill="' + (COLOURS[name] || "#8a8a8a") + '"/>';
      turn += 1 / names.length;
    });
    // In grey, and to eyes that mix colours up, plugs differ by the dashes in their part of the ring.
    if (status !== "existing") {
      turn = 0;
      names.forEach(function (name) {
        if (DASHES[name]) { out += '<path d="' + arc(radius * 0.82, turn, turn + 1 / names.length) + '" fill="none" stroke="#fff" stroke-width="1.5" stroke-dasharray="' + DASHES[name] + '"/>'; }
        turn += 1 / names.length;
      });
    }
    var rim = status === "existing" ? 'stroke="#fff" stroke-width="1"' : 'stroke="#111" stroke-width="1.6"';
    if (status === "upgrade") { rim += ' stroke-dasharray="3.2 2.2"'; }
    if (status !== "existing") { out = '<circle r="' + (radius + 1.6) + '" fill="#fff"/>' + out; }
    out += '<circle r="' + (status === "existing" ? radius : radius + 0.8) + '" fill="none" ' + rim + "/>";
    if (rank) {
      out += '<circle r="' + (radius * 0.62) + '" fill="#fff"/><text y="' + (rank > 99 ? 2.8 : 3.6) + '" text-anchor="middle" font-size="' + (rank > 99 ? 8 : 10) + '" font-weight="700" fill="#111">' + rank + "</text>";
    }
    // A tick where every world of a comparison builds.
    if (sure) { out += '<g class="tick" transform="translate(' + radius * 0.8 + "," + -radius * 0.8 + ')"><circle r="5.4" fill="#117733" stroke="#fff" stroke-width="1.2"/><path d="M-2.6,0.2L-0.8,2L2.6,-1.9" fill="none" stroke="#fff" stroke-width="1.6"/></g>'; }
    return '<svg width="' + 2 * half + '" height="' + 2 * half + '" viewBox="' + -half + " " + -half + " " + 2 * half + " " + 2 * half + '">' + out + "</svg>";
  }
  // A station of today: black rim where every queue is full; hollow and struck through where it is no supply.
  function stationSymbol(p, radius) {
    var half = radius + 3, out;
    if (p.supply) {
      out = symbol(p.groups, "existing", radius, null).replace(/^<svg[^>]*>|<\/svg>$/g, "");
      if (p.full) { out += '<circle r="' + (radius + 1) + '" fill="none" stroke="#111" stroke-width="2.2"/>'; }
    } else {
      var at = (radius * 0.7).toFixed(1);
      out = '<circle r="' + radius + '" fill="#fff" fill-opacity="0.85" stroke="#5b6673" stroke-width="1.8"/><path d="M-' + at + "," + at + "L" + at + ",-" + at + '" stroke="#5b6673" stroke-width="1.8"/>';
    }
    return '<svg width="' + 2 * half + '" height="' + 2 * half + '" viewBox="' + -half + " " + -half + " " + 2 * half + " " + 2 * half + '">' + out + "</svg>";
  }
  function stationRadius(p) { return p.supply ? 6 + 3 * Math.min(1, Math.sqrt((p.guns || 0) / 10)) : 5.5; }
  function radiusOf(p) { return p.status === "existing" ? 5 : 10 + 7 * Math.min(1, Math.sqrt(Math.max(0, p.power_kw || 0) / 600)); }

  // What a screen reader says of a disc.
  function named(marker, text) { marker.on("add", function () { marker.getElement().setAttribute("aria-label", text); }); }

  // ---- layers ------------------------------------------------------------------------------------------------------
  var draw = {
    none: function () { return L.layerGroup(); },
    areas: function (data, options) {
      return L.geoJson(data, {
        pane: options.pane, interactive: !!options.named,
        style: function (feature) { return Object.assign({}, options.style, (options.kinds || {})[feature.properties.name]); },
        onEachFeature: function (feature, layer) { if (options.named && feature.properties.name) { layer.bindTooltip(feature.properties.name, { sticky: true }); } }
      });
    },
    zones: function (data, options) {
      function value(p) {
        if (evplan.unknownNow && options.show !== "demand" && options.show !== "occasion" && options.show !== "year") { return null; }
        if (options.show === "occasion") { return p.o[options.at[0]]; }
        if (options.show === "year") { return sum(picked(p.y[options.year], options.at)); }
        if (options.show === "drive") { return (evplan.atToday ? p.b : evplan.stage !== null && p.m ? p.m[evplan.stage - 1] : p.a)[options.at[0]]; }
        var stage = options.at === null && evplan.stage !== null && p.w ? p.w[evplan.stage] : null;
        if (stage && options.show === "share") { return stage[1] > 0 ? stage[0] / stage[1] : null; }
        if (stage && options.show === "unserved") { return stage[1] - stage[0]; }
        if (stage) { return stage[1]; }
        var then = evplan.stage !== null && p.k ? p.k[evplan.stage] : [p.s, p.d];
        var asked = sum(picked(then[1], options.at)), given = sum(picked(then[0], options.at));
        if (options.show === "share") { return asked > 0 ? given / asked : null; }
        return options.show === "unserved" ? asked - given : asked;
      }
      function colour(v) {
        if (v === null || !(v > 0 || options.show === "share" || options.show === "drive")) { return null; }
        var at = options.breaks.findIndex(function (end) { return v <= end; });
        return options.ramp[at < 0 ? options.breaks.length - 1 : at];
      }
      function style(feature) {
        var fill = colour(value(feature.properties));
        return { color: "#fff", weight: 0.4, opacity: 0.6, fill: true, fillColor: fill || "#fff", fillOpacity: fill ? 0.72 : 0.01 };
      }
      var layer = L.geoJson(data, {
        pane: "zones", style: style,
        onEachFeature: function (feature, layer) {
          layer.bindPopup(function () { return evplan.cards.zone(feature.properties, options); }, { maxWidth: 340, maxHeight: 520 });
          layer.bindTooltip(function () { return evplan.cards.zoneTip(feature.properties, options, value(feature.properties)); }, { sticky: true });
        }
      });
      evplan.restyle.push(function () { layer.setStyle(style); });
      return layer;
    },
    stations: function (data, options) {
      return L.geoJson(data, {
        pointToLayer: function (feature, latlng) {
          var p = feature.properties, radius = stationRadius(p);
          var icon = L.divIcon({ className: "site " + (p.supply ? "supply" : "idle"), html: stationSymbol(p, radius), iconSize: [2 * radius + 6, 2 * radius + 6] });
          var marker = L.marker(latlng, { icon: icon, pane: p.supply ? "existing" : "idle", keyboard: true });
          named(marker, evplan.plain(p.label || p.name || p.id));
          marker.bindTooltip(p.supply ? p.label || p.name || p.id : evplan.html("no_supply_named", { name: p.label || p.name || p.id }), { direction: "top", offset: [0, -radius] });
          marker.bindPopup(function () { return evplan.cards.station(p, options); }, { maxWidth: 360, maxHeight: 430 });
          marker.on("popupopen", evplan.keepInView);
          return marker;
        }
      });
    },
    depots: function (data) {
      return L.geoJson(data, {
        pointToLayer: function (feature, latlng) {
          var p = feature.properties, side = 12 + 10 * Math.min(1, Math.sqrt((p.buses || 0) / 200)), half = side / 2 + 2;
          var html = '<svg width="' + 2 * half + '" height="' + 2 * half + '" viewBox="' + -half + " " + -half + " " + 2 * half + " " + 2 * half + '"><rect x="' + -side / 2 + '" y="' + -side / 2 + '" width="' + side + '" height="' + side + '" rx="2" fill="#4a3f6b" stroke="#fff" stroke-width="1.6"/><text y="3.6" text-anchor="middle" font-size="10" font-weight="700" fill="#fff">B</text></svg>';
          var icon = L.divIcon({ className: "site depot", html: html, iconSize: [2 * half, 2 * half] });
          var marker = L.marker(latlng, { icon: icon, pane: "depots", keyboard: true });
          named(marker, evplan.say("depot_named", { name: evplan.plain(p.depot) }));
          marker.bindTooltip(evplan.html("depot_named", { name: p.depot }), { direction: "top", offset: [0, -half] });
          marker.bindPopup(function () { return evplan.cards.depot(p); }, { maxWidth: 340, maxHeight: 420 });
          return marker;
        }
      });
    },
    sites: function (data, options) {
      return L.geoJson(data, {
        pointToLayer: function (feature, latlng) {
          var p = feature.properties, radius = radiusOf(p);
          var icon = L.divIcon({ className: "site " + p.status, html: symbol(p.groups, p.status, radius, p.rank, p.no_regret), iconSize: [2 * radius + 6, 2 * radius + 6] });
          var marker = L.marker(latlng, { icon: icon, pane: p.status === "existing" ? "existing" : "sites", zIndexOffset: p.rank ? 5000 - 10 * p.rank : 0, keyboard: true });
          marker.bindTooltip((p.rank ? p.rank + ". " : "") + p.title, { direction: "top", offset: [0, -radius] });
          marker.bindPopup(function () { return evplan.cards.site(p, options); }, { maxWidth: 340, minWidth: 260, maxHeight: 420 });
          marker.on("popupopen", evplan.keepInView);
          named(marker, evplan.say("site_named", { name: (p.rank ? p.rank + ". " : "") + evplan.plain(p.title), status: evplan.say("status_" + p.status) }));
          marker.radius = radius + 2;
          marker.on("add", function () { if (evplan.shows) { marker.getElement().hidden = !evplan.shows(p); } });
          evplan.markers[p.site_id] = marker;
          return marker;
        }
      });
    },
    dots: function (data, options) {
      return L.geoJson(data, {
        pointToLayer: function (feature, latlng) {
          var p = feature.properties, html = options.card === "district" ? "<b>" + p.district + "</b><br>" + evplan.html("district_head", { share: evplan.share(p.served_kwh, p.demand_kwh), n: p.sites }) : "";
          var marker = L.marker(latlng, { pane: "existing", keyboard: true, icon: L.divIcon({ className: "dot " + options.card + " " + (p.kind || "") + " " + (p.why || ""), html: html, iconSize: options.card === "district" ? null : [13, 13] }) });
          marker.bindPopup(function () { return evplan.cards[options.card](p); }, { maxWidth: 320 });
          named(marker, evplan.plain(p.label || p.name || p.district) || evplan.say(p.kind));
          return marker;
        }
      });
    }
  };

  // ---- the page ----------------------------------------------------------------------------------------------------
  function legends() {
    document.querySelectorAll("[data-plugs]").forEach(function (element) {
      var groups = {};
      element.dataset.plugs.split(" ").forEach(function (name) { groups[name] = 1; });
      if (element.dataset.station) {
        element.innerHTML = stationSymbol({ groups: groups, supply: element.dataset.station !== "idle", full: element.dataset.station === "full" }, element.dataset.station === "idle" ? 5.5 : 7);
        return;
      }
      element.innerHTML = symbol(groups, element.dataset.status, element.dataset.status === "existing" ? 5 : element.dataset.rank ? 9 : 7, Number(element.dataset.rank) || null, element.dataset.sure);
    });
  }
  function showTheme(id) {
    document.querySelectorAll("[data-theme]").forEach(function (element) { element.hidden = element.dataset.theme !== id; });
  }
  function isNarrow() { return window.innerWidth < 820; }
  // The themes of the zones fold by group, so that the control stays short; the group of what is shown is open at first.
  var Grouped = L.Control.Layers.extend({
    onAdd: function (map) {
      var box = L.Control.Layers.prototype.onAdd.call(this, map);
      this._layersLink.title = evplan.say("layers");
      this._layersLink.setAttribute("aria-label", evplan.say("layers"));
      this._baseLayersList.dataset.heading = evplan.say("colour_by"); this._overlaysList.dataset.heading = evplan.say("show");
      return box;
    },
    _addItem: function (item) {
      var label = L.Control.Layers.prototype._addItem.call(this, item), name = item.layer.group;
      if (name && !item.overlay) { this._group(name, this._map.hasLayer(item.layer)).appendChild(label); }
      return label;
    },
    _group: function (name, shown) {
      this._open = this._open || {};
      var found = Array.from(this._baseLayersList.children).find(function (one) { return one.dataset.group === name; }), open = this._open;
      if (!found) {
        found = L.DomUtil.create("details", "themes", this._baseLayersList);
        found.dataset.group = name;
        L.DomUtil.create("summary", "", found).textContent = name;
        found.open = !!open[name];
        found.addEventListener("toggle", function () { open[name] = found.open; });
      }
      if (shown && open[name] === undefined) { found.open = true; }
      return found;
    }
  });
  L.control.layers = function (base, overlays, options) {
    return new Grouped(base, overlays, Object.assign({}, options, { collapsed: isNarrow() || options.collapsed }));
  };
  // What Leaflet itself says.
  function spoken(map) {
    ["in", "out"].forEach(function (name) { var one = map.getContainer().querySelector(".leaflet-control-zoom-" + name); if (one) { one.title = evplan.say("zoom_" + name); one.setAttribute("aria-label", one.title); } });
    map.on("popupopen", function (event) { var one = event.popup.getElement().querySelector(".leaflet-popup-close-button"); if (one) { one.setAttribute("aria-label", evplan.say("close")); } });
  }
  window.evplan = Object.assign(window.evplan || {}, {
    map: null,
    layers: Object.create(null),
    markers: Object.create(null),
    restyle: [],
    ready: [],
    stage: null,
    atToday: false,
    unknownNow: false,
    // Whether nothing new stands at a place at the stage that is shown.
    before: function (p) { return evplan.stage !== null && (evplan.atToday || (!!p.build_year && Number(p.build_year) > evplan.stageYear)); },
    sites: [],
    sum: sum,
    // For pages that draw a map of their own.
    symbol: symbol,
    radiusOf: radiusOf,
    panes: PANES,
    spoken: spoken,
    coloured: function (colours) { COLOURS = colours; },
    isNarrow: isNarrow,
    draw: draw,
    showTheme: showTheme,
    lazy: function (kind, map, data, options) {
      var layer = new Lazy(function () { return draw[kind](data, options); });
      layer.theme = options.theme;
      layer.group = options.group;
      window.evplan.layers[options.id] = layer;
      if (kind === "labels") { window.evplan.behind = data; }
      if (kind === "sites") { data.features.forEach(function (one) { window.evplan.sites.push({ p: one.properties, at: [one.geometry.coordinates[1], one.geometry.coordinates[0]], layer: layer }); }); }
      return layer;
    },
    start: function (map, options) {
      window.evplan.map = map;
      evplan.texts(options.texts, options.signs);
      COLOURS = options.colours;
      Object.assign(window.evplan, { plugs: options.plugs || {}, still: window.matchMedia("(prefers-reduced-motion: reduce)").matches });
      document.addEventListener("DOMContentLoaded", function () { window.evplan.ready.forEach(function (one) { one(map); }); });
      if (options.stages) { window.evplan.stages(options.stages, options); }
      map.getContainer().setAttribute("role", "main");
      map.getContainer().setAttribute("aria-label", evplan.say("map"));
      spoken(map);
      Object.keys(PANES).forEach(function (name) { map.createPane(name).style.zIndex = PANES[name]; });
      map.attributionControl.setPrefix("Leaflet");
      options.credits.forEach(function (line) { map.attributionControl.addAttribution(line); });
      function scaled() {
        map.getContainer().classList.toggle("close", map.getZoom() >= options.near + 2);
        map.getContainer().classList.toggle("closer", map.getZoom() >= options.near + 3.5);
        map.getContainer().classList.toggle("far", map.getZoom() < options.near);
        map.getContainer().classList.toggle("farther", map.getZoom() < options.near - 0.75);
      }
      map.on("zoomend", scaled);
      map.on("baselayerchange", function (event) { showTheme(event.layer.theme); });
      legends();
      showTheme(options.theme);
      scaled();
      var follow = window.evplan.framed(map, options);
      evplan.home = options.bounds;
      map.fitBounds(options.bounds, { paddingTopLeft: [16, 16], paddingBottomRight: [isNarrow() ? 16 : options.besideControl, 24] });
      follow();
    }
  });
})();
