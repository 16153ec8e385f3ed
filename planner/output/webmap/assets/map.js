// What folium's layers call. Every string in the data is already escaped (webmap/escape.py), so it may be put into HTML.
(function () {
  "use strict";
  var PANES = { ground: 210, zones: 220, roads: 230, districts: 240, boundary: 245, labels: 250, idle: 600, existing: 610, sites: 620, depots: 630 };
  var COLOURS = {};

  // A layer that is built when it is first shown: ten themes of two thousand zones need not all be made at once.
  var Lazy = L.LayerGroup.extend({
    initialize: function (build) { L.LayerGroup.prototype.initialize.call(this); this._build = build; },
    onAdd: function (map) {
      if (this._build) { this.addLayer(this._build()); this._build = null; }
      L.LayerGroup.prototype.onAdd.call(this, map);
    }
  });

  function number(value, digits) {
    if (value === null || value === undefined) { return "–"; }
    return value.toLocaleString("en-US", { maximumFractionDigits: digits || 0 }).replace(/,/g, "\u202f");
  }
  function share(part, whole) {
    if (!(whole > 0)) { return "–"; }
    var percent = Math.round(100 * part / whole);
    if (percent >= 100 && part < whole * 0.9999) { percent = 99; }
    return percent + "\u202f%";
  }
  function picked(values, at) { return at === null ? values : at.map(function (i) { return values[i]; }); }
  function sum(values) { return values.reduce(function (a, b) { return a + b; }, 0); }

  // ---- symbols -----------------------------------------------------------------------------------------------------
  function sector(radius, from, to) {
    if (to - from > 0.9999) { return "M" + -radius + ",0A" + radius + "," + radius + " 0 1 1 " + radius + ",0A" + radius + "," + radius + " 0 1 1 " + -radius + ",0Z"; }
    function at(turn) { return (radius * Math.sin(2 * Math.PI * turn)).toFixed(2) + "," + (-radius * Math.cos(2 * Math.PI * turn)).toFixed(2); }
    return "M0,0L" + at(from) + "A" + radius + "," + radius + " 0 " + (to - from > 0.5 ? 1 : 0) + " 1 " + at(to) + "Z";
  }
  // A disc cut into one sector for each kind of plug: colour says which plug, the rim says new or upgraded, the figure the rank.
  function symbol(groups, status, radius, rank) {
    var names = Object.keys(groups), half = radius + 3, out = "", turn = 0;
    names.forEach(function (name) {
      out += '<path d="' + sector(radius, turn, turn + 1 / names.length) + '" fill="' + (COLOURS[name] || "#8a8a8a") + '"/>';
      turn += 1 / names.length;
    });
    var rim = status === "existing" ? 'stroke="#fff" stroke-width="1"' : 'stroke="#111" stroke-width="1.6"';
    if (status === "upgrade") { rim += ' stroke-dasharray="3.2 2.2"'; }
    if (status !== "existing") { out = '<circle r="' + (radius + 1.6) + '" fill="#fff"/>' + out; }
    out += '<circle r="' + (status === "existing" ? radius : radius + 0.8) + '" fill="none" ' + rim + "/>";
    if (rank) {
      out += '<circle r="' + (radius * 0.62) + '" fill="#fff"/><text y="' + (rank > 99 ? 2.8 : 3.6) + '" text-anchor="middle" font-size="' + (rank > 99 ? 8 : 10) + '" font-weight="700" fill="#111">' + rank + "</text>";
    }
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

  // ---- popups ------------------------------------------------------------------------------------------------------
  function row(name, value) { return value === "" || value === null || value === undefined ? "" : "<tr><th>" + name + "</th><td>" + value + "</td></tr>"; }
  function plugs(list) { return list.map(function (one) { return one[1] + "&nbsp;×&nbsp;" + one[0]; }).join(", "); }
  function title(p) { return p.name || p.kind + " " + p.site_id; }
  function sitePopup(p, options) {
    var families = Object.keys(p.served).filter(function (name) { return name !== "total" && p.served[name] > 0; });
    var served = families.map(function (name) { return (options.families[name] || name) + " " + number(p.served[name]); }).join("<br>");
    var chargers = (p.chargers || []).map(function (one) { return one.count + "&nbsp;×&nbsp;" + (one.words || one.type + " (" + number(one.power_kw, 1) + "&nbsp;kW)"); }).join("<br>");
    var isNew = p.status !== "existing";
    return '<div class="pop"><span class="tag ' + p.status + '">' + options.statuses[p.status] + (p.rank ? " · rank " + p.rank + (p.rank_equal_to > p.rank_equal_from ? " (equal: " + p.rank_equal_from + "–" + p.rank_equal_to + ")" : "") : "") + "</span><h3>" + title(p) + "</h3>" +
      (p.reason ? "<p>" + p.reason + "</p>" : "") + "<table>" + row("District", p.district) + row("Operator", p.operator) + row("Place", p.kind) +
      row("New chargers", chargers) + row("Built", p.built_by_year) + row("New plugs", plugs(p.plugs)) + row("Standing plugs", plugs(p.standing)) +
      (isNew ? row("Power added", number(p.power_kw, 1) + " kW") + row("Cost<sup>a</sup>", "$" + number(p.cost_usd)) : "") +
      row("Serves<sup>a</sup>, kWh/day", served || "nothing") + (families.length > 1 ? row("Together", number(p.served.total)) : "") +
      row("Guns held", p.utilisation === null || p.utilisation === undefined ? "" : share(p.utilisation, 1) + " of the hours") + row("Ground", isNew ? p.land_status : "") + row("Access", p.access) + row("What limits it", p.why) + row("Id", p.site_id) +
      "</table></div>";
  }
  function stationPopup(p, options) {
    var said = p.said.map(function (one) { return "<li>" + one + "</li>"; }).join("");
    return '<div class="pop"><span class="tag ' + (p.supply ? "supply" : "idle") + '">' + (p.supply ? "supply today" : "no supply: " + p.why) + "</span><h3>" + (p.name || p.id) + "</h3>" +
      "<table>" + row("Plugs", p.plugs.join("<br>")) + row("Queues<sup>a</sup>", p.queues.join("<br>")) + row("District", p.district) + row("Operator", p.operator) + row("Address", p.address) +
      row("Status", p.status) + row("Access", p.access) + row("Connection", p.connection) + row("Source", p.source) + row("Last update", p.updated) + row("Id", p.id) + "</table>" +
      (said ? "<details><summary>merged from " + p.records + " records: who says what</summary><ul>" + said + "</ul></details>" : "") + "</div>";
  }
  function depotPopup(p) {
    return '<div class="pop"><span class="tag idle">bus depot · ' + p.source + "</span><h3>" + p.depot + "</h3><p>Apart from the public’s demand; every figure is assumed or follows from assumed ones.</p><table>" +
      row("Buses", number(p.buses) + (p.bays === null ? "" : " of " + number(p.bays) + " bays")) + row("Blocks", number(p.blocks)) + row("Km a day", number(p.km_per_day) + ", " + number(p.empty_km_per_day) + " empty") +
      row("kWh a day", number(p.kwh_per_day) + " (" + number(p.kwh_low) + " to " + number(p.kwh_high) + ")") + row("Hills", "× " + p.hill_factor.toFixed(3)) + row("First out, last in", p.first_out + ", " + p.last_in) +
      row("kW at night", number(p.least_kw) + " at least, " + number(p.at_once_kw) + " at once") + row("Guns at once", number(p.guns)) +
      row("Beyond a battery", number(p.buses_beyond_battery) + " buses, " + number(p.blocks_beyond_battery) + " blocks") +
      row("Grid", p.grid_kw !== null ? number(p.grid_kw) + " kW" : p.spare_kw !== null ? number(p.spare_kw) + " kW spare at " + p.grid_near : "") + "</table></div>";
  }
  function zonePopup(p, options) {
    var rows = options.classes.map(function (name, i) {
      return p.d[i] > 0 ? "<tr><th>" + name + "</th><td>" + number(p.d[i]) + "</td><td>" + number(p.s[i]) + "</td><td>" + share(p.s[i], p.d[i]) + "</td></tr>" : "";
    }).join("");
    var asked = sum(p.d), given = sum(p.s);
    return '<div class="pop"><span class="tag zone">zone</span><h3>' + (p.n || "no district") + "</h3><p>" + number(p.p) + " people · cell " + p.id + "</p>" +
      '<table class="wide"><tr><td></td><td>demand,<br>assumed</td><td>served</td><td></td></tr>' + rows +
      "<tr class=total><th>All, kWh/day</th><td>" + number(asked) + "</td><td>" + number(given) + "</td><td>" + share(given, asked) + "</td></tr>" + moreRows(p, asked, options) + "</table></div>";
  }
  // By occasion, how sure, and further years: what the plan tells of them.
  function moreRows(p, asked, options) {
    var occasions = (p.o || []).map(function (kwh, i) {
      return kwh > 0 ? "<tr><th>" + options.occasions[i] + "</th><td>" + number(kwh) + "</td><td></td><td>" + share(kwh, asked) + "</td></tr>" : "";
    }).join("");
    var years = (p.y || []).map(function (kwh, i) { return "<tr><th>in " + options.years[i] + "</th><td>" + number(sum(kwh)) + "</td><td></td><td></td></tr>"; }).join("");
    return (occasions ? "<tr class=head><th>By occasion, assumed</th><td></td><td></td><td></td></tr>" + occasions : "") +
      (p.q ? "<tr class=head><th>How sure: p10 to p90</th><td colspan=3>" + sure(p) + "</td></tr>" : "") +
      (years ? "<tr class=head><th>Further years, assumed</th><td></td><td></td><td></td></tr>" + years : "");
  }
  function sure(p) { return number(p.q[0]) + " to " + number(p.q[2]); }
  function zoneTip(p, options, value) {
    var asked = sum(p.d), shown = options.show === "share" ? (value === null ? "nobody asks" : share(value, 1) + " served") : number(value) + " kWh/day";
    return (p.n || "zone") + ": " + shown + (p.q ? "<br>all demand " + number(asked) + ", p10 to p90 " + sure(p) : "") + "<br>assumed figures";
  }

  // A popup grows when its details are opened; the map then moves so that its top stays in view.
  function keepInView(event) {
    var box = event.popup.getElement(), map = window.evplan.map;
    box.querySelectorAll("details").forEach(function (element) {
      element.addEventListener("toggle", function () {
        var above = box.getBoundingClientRect().top - map.getContainer().getBoundingClientRect().top - 10;
        if (above < 0) { map.panBy([0, above]); }
      });
    });
  }

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
        if (options.show === "occasion") { return p.o[options.at[0]]; }
        if (options.show === "year") { return sum(picked(p.y[options.year], options.at)); }
        var asked = sum(picked(p.d, options.at)), given = sum(picked(p.s, options.at));
        if (options.show === "share") { return asked > 0 ? given / asked : null; }
        return options.show === "unserved" ? asked - given : asked;
      }
      function colour(v) {
        if (v === null || !(v > 0 || options.show === "share")) { return null; }
        var at = options.breaks.findIndex(function (end) { return v <= end; });
        return options.ramp[at < 0 ? options.breaks.length - 1 : at];
      }
      return L.geoJson(data, {
        pane: "zones",
        style: function (feature) {
          var fill = colour(value(feature.properties));
          return { color: "#fff", weight: 0.4, opacity: 0.6, fill: true, fillColor: fill || "#fff", fillOpacity: fill ? 0.72 : 0.01 };
        },
        onEachFeature: function (feature, layer) {
          layer.bindPopup(function () { return zonePopup(feature.properties, options); }, { maxWidth: 340, maxHeight: 520 });
          layer.bindTooltip(function () { return zoneTip(feature.properties, options, value(feature.properties)); }, { sticky: true });
        }
      });
    },
    stations: function (data, options) {
      return L.geoJson(data, {
        pointToLayer: function (feature, latlng) {
          var p = feature.properties, radius = stationRadius(p);
          var icon = L.divIcon({ className: "site " + (p.supply ? "supply" : "idle"), html: stationSymbol(p, radius), iconSize: [2 * radius + 6, 2 * radius + 6] });
          var marker = L.marker(latlng, { icon: icon, pane: p.supply ? "existing" : "idle", keyboard: true });
          marker.bindTooltip((p.name || p.id) + (p.supply ? "" : " (no supply)"), { direction: "top", offset: [0, -radius] });
          marker.bindPopup(function () { return stationPopup(p, options); }, { maxWidth: 360, maxHeight: 430 });
          marker.on("popupopen", keepInView);
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
          marker.bindTooltip("Bus depot: " + p.depot, { direction: "top", offset: [0, -half] });
          marker.bindPopup(function () { return depotPopup(p); }, { maxWidth: 340, maxHeight: 420 });
          return marker;
        }
      });
    },
    sites: function (data, options) {
      return L.geoJson(data, {
        pointToLayer: function (feature, latlng) {
          var p = feature.properties, radius = radiusOf(p);
          var icon = L.divIcon({ className: "site " + p.status, html: symbol(p.groups, p.status, radius, p.rank), iconSize: [2 * radius + 6, 2 * radius + 6] });
          var marker = L.marker(latlng, { icon: icon, pane: p.status === "existing" ? "existing" : "sites", zIndexOffset: p.rank ? 5000 - 10 * p.rank : 0, keyboard: true });
          marker.bindTooltip((p.rank ? p.rank + ". " : "") + title(p), { direction: "top", offset: [0, -radius] });
          marker.bindPopup(function () { return sitePopup(p, options); }, { maxWidth: 340, maxHeight: 420 });
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
      element.innerHTML = symbol(groups, element.dataset.status, element.dataset.status === "existing" ? 5 : element.dataset.rank ? 9 : 7, Number(element.dataset.rank) || null);
    });
  }
  function showTheme(id) {
    document.querySelectorAll("[data-theme]").forEach(function (element) { element.hidden = element.dataset.theme !== id; });
  }
  function isNarrow() { return window.innerWidth < 820; }
  // The themes of the zones fold by group, so that the control stays short; the group of what is shown is open at first.
  var Grouped = L.Control.Layers.extend({
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
  window.evplan = {
    map: null,
    layers: {},
    draw: draw,
    showTheme: showTheme,
    lazy: function (kind, map, data, options) {
      var layer = new Lazy(function () { return draw[kind](data, options); });
      layer.theme = options.theme;
      layer.group = options.group;
      window.evplan.layers[options.id] = layer;
      return layer;
    },
    start: function (map, options) {
      window.evplan.map = map;
      COLOURS = options.colours;
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
      map.fitBounds(options.bounds, { paddingTopLeft: [16, 16], paddingBottomRight: [isNarrow() ? 16 : options.besideControl, 24] });
      follow();
    }
  };
})();
