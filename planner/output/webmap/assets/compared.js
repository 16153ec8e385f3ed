// What a map needs in a page that compares plans: it moves with the others, rings sites that the page names, and draws who wants a site.
// Every string in the data is already escaped (webmap/escape.py); of what the page sends, numbers and known words alone are used.
(function () {
  "use strict";
  var RING = { all: { colour: "#117733", dash: "" }, one: { colour: "#aa1177", dash: "4 3" } };
  var rings = null;

  // ---- who wants a site --------------------------------------------------------------------------------------------
  function symbol(p) {
    var r = { all: 11, one: 9, some: 7, other: 7 }[p.kind], half = r + 3, inside = "";
    var fill = p.kind === "all" ? "#117733" : p.kind === "one" ? p.colour : "#fff";
    if (p.kind === "all") { inside = '<path d="M-5.5,0.5L-1.8,4.2L5.5,-4" fill="none" stroke="#fff" stroke-width="2.8"/>'; }
    if (p.kind === "one") { inside = '<text y="3.8" text-anchor="middle" font-size="10.5" font-weight="700" fill="' + p.ink + '">' + p.badge + "</text>"; }
    if (p.kind === "some") { inside = '<circle r="3" fill="#5b6673"/>'; }
    if (p.kind === "other") { inside = '<text y="4" text-anchor="middle" font-size="10" fill="#1d2733">' + p.badge + "</text>"; }
    return '<svg width="' + 2 * half + '" height="' + 2 * half + '" viewBox="' + -half + " " + -half + " " + 2 * half + " " + 2 * half + '">' +
      '<circle r="' + (r + 1.4) + '" fill="#fff"/><circle r="' + r + '" fill="' + fill + '" stroke="' + (fill === "#fff" ? "#5b6673" : "#111") + '" stroke-width="' + (fill === "#fff" ? 1.8 : 1) + '"/>' + inside + "</svg>";
  }
  function popup(p) {
    var rows = p.built.map(function (one) { return "<tr><th>" + one[0] + "</th><td>" + one[1] + "</td></tr>"; }).join("");
    return '<div class="pop"><span class="tag">' + p.words + "</span><h3>" + (p.name || p.id) + "</h3>" + (p.district ? "<p>" + p.district + "</p>" : "") +
      "<table>" + rows + "</table></div>";
  }
  function verdicts(data) {
    return L.geoJson(data, {
      pointToLayer: function (feature, latlng) {
        var p = feature.properties, size = { all: 28, one: 24, some: 20, other: 20 }[p.kind];
        var icon = L.divIcon({ className: "site verdict " + p.kind, html: symbol(p), iconSize: [size, size] });
        var marker = L.marker(latlng, { icon: icon, pane: "sites", keyboard: true, zIndexOffset: { one: 30000, all: 20000, some: 10000, other: 0 }[p.kind] });
        marker.bindTooltip((p.name || p.id) + ": " + p.words, { direction: "top", offset: [0, -size / 2] });
        marker.bindPopup(function () { return popup(p); }, { maxWidth: 320, maxHeight: 360 });
        return marker;
      }
    });
  }
  function legend() {
    document.querySelectorAll("[data-verdict]").forEach(function (element) {
      var d = element.dataset;
      element.innerHTML = symbol({ kind: d.verdict, badge: d.badge, colour: d.colour, ink: d.ink });
    });
  }

  // ---- in a page that compares -------------------------------------------------------------------------------------
  // Somebody who scrolls through the page passes over the maps: the wheel is the page's until a map is clicked, and again when it is left.
  function wheelAfterClick(map) {
    map.scrollWheelZoom.disable();
    map.getContainer().addEventListener("mousedown", function () { map.scrollWheelZoom.enable(); });
    document.documentElement.addEventListener("mouseleave", function () { map.scrollWheelZoom.disable(); });
  }
  // The zones show the share served: its classes are the same in every map.
  function frame(map, options) {
    document.documentElement.classList.add("framed");
    map.invalidateSize();
    wheelAfterClick(map);
    window.setTimeout(function () {
      map.removeLayer(window.evplan.layers[options.theme]);
      map.addLayer(window.evplan.layers[options.framedTheme]);
      window.evplan.showTheme(options.framedTheme);
    }, 0);
  }
  function ring(kind) {
    var one = RING[kind];
    return '<svg width="44" height="44" viewBox="-22 -22 44 44"><circle r="18.5" fill="none" stroke="#fff" stroke-width="6" opacity="0.85"/><circle r="18.5" fill="none" stroke="' + one.colour + '" stroke-width="3.4" stroke-dasharray="' + one.dash + '"/></svg>';
  }
  function mark(map, sites) {
    if (rings) { map.removeLayer(rings); rings = null; }
    var known = (Array.isArray(sites) ? sites : []).filter(function (one) {
      return Array.isArray(one) && Number.isFinite(one[0]) && Number.isFinite(one[1]) && Object.prototype.hasOwnProperty.call(RING, one[2]);
    });
    if (!known.length) { return; }
    rings = L.layerGroup(known.map(function (one) {
      var icon = L.divIcon({ className: "site ring " + one[2], html: ring(one[2]), iconSize: [44, 44] });
      return L.marker([one[1], one[0]], { icon: icon, pane: "rings", interactive: false, keyboard: false });
    })).addTo(map);
  }
  // Each map tells the page when it is there and where it was moved to; the page tells the others.
  function follow(map) {
    var led = false, waiting = false;
    function tell(word) {
      var centre = map.getCenter();
      window.parent.postMessage({ evplan: word, lat: centre.lat, lng: centre.lng, zoom: map.getZoom() }, "*");
    }
    map.on("moveend", function () { if (!led) { tell("view"); } });
    map.on("drag", function () {
      if (waiting) { return; }
      waiting = true;
      window.setTimeout(function () { waiting = false; tell("view"); }, 60);
    });
    window.addEventListener("message", function (event) {
      var said = event.data;
      if (event.source !== window.parent || !said) { return; }
      if (said.evplan === "marks") { mark(map, said.sites); }
      if (said.evplan !== "view" || ![said.lat, said.lng, said.zoom].every(Number.isFinite)) { return; }
      led = true;
      map.setView([said.lat, said.lng], said.zoom, { animate: false });
      led = false;
    });
    tell("ready");
  }

  window.evplan.draw.verdicts = verdicts;
  window.evplan.framed = function (map, options) {
    legend();
    map.createPane("rings").style.zIndex = 615;
    if (window.parent !== window) { frame(map, options); }
    return function () { if (window.parent !== window) { follow(map); } };
  };
})();
