// Measuring, full screen, a link to the view, north, print: what a map on a desk has.
(function () {
  "use strict";
  var ICONS = {
    measure: "M3 14L14 3l3 3L6 17zM6 11l2 2M9 8l2 2M12 5l2 2", full: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4", link: "M8 12l4-4M7 9l-3 3a2.8 2.8 0 004 4l3-3M13 11l3-3a2.8 2.8 0 00-4-4L9 7", print: "M6 8V3h8v5M6 14H3V8h14v6h-3M6 12h8v5H6z"
  };
  var T = evplan.say;
  function icon(name) { return '<svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="#1d2733" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round" aria-hidden="true"><path d="' + ICONS[name] + '"/></svg>'; }
  function say(text) {
    var box = document.getElementById("said");
    box.textContent = text;
    box.hidden = !text;
    window.clearTimeout(say.timer);
    say.timer = window.setTimeout(function () { box.hidden = true; }, 6000);
  }

  // ---- measuring ---------------------------------------------------------------------------------------------------
  function metres(length) { return length < 1000 ? T("m", { n: evplan.number(length) }) : T("km_n", { n: evplan.number(length / 1000, length < 10000 ? 2 : 1) }); }
  function measure(map, button) {
    var points = [], layer = L.layerGroup(), on = false;
    function drawn() {
      layer.clearLayers();
      var whole = 0;
      points.forEach(function (at, i) {
        if (i) { whole += map.distance(points[i - 1], at); }
        L.circleMarker(at, { radius: 4, color: "#c4005a", weight: 2, fillColor: "#fff", fillOpacity: 1, interactive: false }).addTo(layer);
      });
      L.polyline(points, { color: "#c4005a", weight: 2.5, interactive: false }).addTo(layer);
      evplan.measured = whole;
      say(T(points.length > 1 ? "crow" : "click", { length: metres(whole) }));
    }
    function add(event) { points.push(event.latlng); drawn(); L.DomEvent.stop(event); }
    button.addEventListener("click", function () {
      on = !on;
      button.setAttribute("aria-pressed", String(on));
      map.getContainer().classList.toggle("measuring", on);
      if (on) { points = []; layer.addTo(map); map.on("click", add); drawn(); } else { map.off("click", add); layer.remove(); say(""); }
    });
  }

  // ---- a link to the view ------------------------------------------------------------------------------------------
  function theme(map) { return Object.keys(evplan.layers).find(function (id) { return evplan.layers[id].theme && map.hasLayer(evplan.layers[id]); }) || "none"; }
  function hash(map) {
    var c = map.getCenter(), site = evplan.opened ? "&site=" + encodeURIComponent(evplan.opened) : "";
    return "#z=" + map.getZoom().toFixed(2) + "&at=" + c.lat.toFixed(5) + "," + c.lng.toFixed(5) + "&theme=" + encodeURIComponent(theme(map)) + site;
  }
  function arrive(map) {
    var asked = {};
    window.location.hash.slice(1).split("&").forEach(function (pair) { var at = pair.indexOf("="); if (at > 0) { try { asked[pair.slice(0, at)] = decodeURIComponent(pair.slice(at + 1)); } catch (error) { asked[pair.slice(0, at)] = ""; } } });
    var at = (asked.at || "").split(",").map(Number), zoom = Number(asked.z);
    if (at.length === 2 && isFinite(at[0]) && isFinite(at[1]) && Math.abs(at[0]) <= 85 && Math.abs(at[1]) <= 180 && zoom >= 3 && zoom <= 19) { map.setView(at, zoom, { animate: false }); }
    if (asked.theme && Object.prototype.hasOwnProperty.call(evplan.layers, asked.theme) && evplan.layers[asked.theme].theme) { evplan.choose(asked.theme); }
    if (asked.site && Object.prototype.hasOwnProperty.call(evplan.markers, asked.site)) { evplan.markers[asked.site].openPopup(); }
  }
  function link(map) {
    var address = window.location.href.split("#")[0] + hash(map);
    try { window.history.replaceState(null, "", hash(map)); } catch (error) { /* a page without an address of its own */ }
    var done = function () { say(T("copied")); }, shown = function () { say(address); };
    if (navigator.clipboard && navigator.clipboard.writeText) { navigator.clipboard.writeText(address).then(done, shown); } else { shown(); }
  }

  // ---- print -------------------------------------------------------------------------------------------------------
  // One page across: A4 while the list fits beside the map, else A3. The map is laid out in the page's own pixels.
  function print(map) {
    var sheet = null, kept = null;
    function before() {
      if (kept) { return; }
      kept = { bounds: map.getBounds(), view: [map.getCenter(), map.getZoom()] };
      var rows = evplan.sites.filter(function (site) { return !site.item || !site.item.hidden; }).length, large = rows > 24;
      sheet = document.createElement("style");
      sheet.textContent = "@page { size: " + (large ? "A3" : "A4") + " landscape; margin: 8mm; }";
      document.head.appendChild(sheet);
      document.documentElement.classList.add("printing", large ? "a3" : "a4");
      document.documentElement.classList.toggle("many", rows > 60);
      document.querySelectorAll("#legend details").forEach(function (one) { one.open = true; });
      evplan.density = 2;
      map.invalidateSize({ animate: false, pan: false });
      // a small window shows much besides the city when all of it is seen
      map.fitBounds(evplan.home && kept.bounds.contains(evplan.home) ? evplan.home : kept.bounds, { animate: false, padding: [0, 0] });
    }
    function after() {
      if (!kept) { return; }
      document.documentElement.classList.remove("printing", "a3", "a4", "many");
      sheet.remove();
      evplan.density = 0;
      map.invalidateSize({ animate: false, pan: false });
      map.setView(kept.view[0], kept.view[1], { animate: false });
      kept = null;
    }
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", after);
    evplan.printing = { before: before, after: after };
  }

  var Bar = L.Control.extend({
    options: { position: "topleft" },
    onAdd: function (map) {
      var bar = L.DomUtil.create("div", "leaflet-bar tools");
      function button(name, title, pressed) {
        var one = L.DomUtil.create("button", "", bar);
        one.type = "button"; one.title = title; one.setAttribute("aria-label", title); one.innerHTML = icon(name); one.id = "tool-" + name;
        if (pressed) { one.setAttribute("aria-pressed", "false"); }
        return one;
      }
      L.DomEvent.disableClickPropagation(bar);
      measure(map, button("measure", T("measure"), true));
      if (document.fullscreenEnabled) {
        button("full", T("full")).addEventListener("click", function () { if (document.fullscreenElement) { document.exitFullscreen(); } else { document.documentElement.requestFullscreen(); } });
      }
      button("link", T("link")).addEventListener("click", function () { link(map); });
      button("print", T("print")).addEventListener("click", function () { window.print(); });
      return bar;
    }
  });
  var North = L.Control.extend({
    options: { position: "bottomleft" },
    onAdd: function () {
      var box = L.DomUtil.create("div", "north");
      box.innerHTML = '<svg width="22" height="34" viewBox="0 0 22 34" role="img" aria-label="' + evplan.html("north") + '"><path d="M11 1L18 22L11 18L4 22Z" fill="#1d2733" stroke="#fff" stroke-width="1.2"/><text x="11" y="32" text-anchor="middle" font-size="11" font-weight="700" fill="#1d2733" stroke="#fff" stroke-width="3" paint-order="stroke">' + evplan.html("n") + "</text></svg>";
      return box;
    }
  });

  evplan.notice = function (text) { if (document.getElementById("said")) { say(text); } };
  evplan.choose = function (id) {
    var map = evplan.map;
    Object.keys(evplan.layers).forEach(function (name) { var layer = evplan.layers[name]; if (layer.theme && name !== id && map.hasLayer(layer)) { map.removeLayer(layer); } });
    map.addLayer(evplan.layers[id]);
    evplan.showTheme(id);
  };
  evplan.ready.push(function (map) {
    var scale = L.control.scale({ imperial: false, maxWidth: 140 });
    scale._updateMetric = function (length) { var most = this._getRoundNum(length); this._updateScale(this._mScale, metres(most), most / length); };
    scale.addTo(map);
    new North().addTo(map);
    if (document.documentElement.classList.contains("framed")) { return; }
    var said = document.createElement("div");
    said.id = "said"; said.setAttribute("role", "status"); said.hidden = true;
    map.getContainer().appendChild(said);
    new Bar().addTo(map);
    map.on("popupopen", function (event) { var source = event.popup._source; document.documentElement.classList.toggle("carded", evplan.isNarrow()); evplan.opened = source && source.feature && source.feature.properties.site_id ? evplan.plain(source.feature.properties.site_id) : null; });
    map.on("popupclose", function () { evplan.opened = null; document.documentElement.classList.remove("carded"); });
    print(map);
    arrive(map);
  });
})();
