// A map of a page upon the ground of a plan: water, roads, names, districts and the city's boundary; drawn by the scripts of map.html.
(function () {
  "use strict";
  const PANES = { areas: 560, candidates: 580, sketch: 640, ghosts: 625 };
  const OUTLINE = { fill: false, color: "#3c4650", interactive: false };

  // Zoom classes that the style sheet of map.html knows: discs shrink where a whole city is shown.
  function scaled(map) {
    const box = map.getContainer().classList, zoom = map.getZoom();
    box.toggle("far", zoom < 12);
    box.toggle("farther", zoom < 11.25);
    box.toggle("near", zoom >= 13);
  }
  function lines(data, pane, style) { return L.geoJSON(data, { pane: pane, style: Object.assign({}, OUTLINE, style) }); }

  // Makes a map in an element; `label` is what a screen reader calls it.
  function make(element, ground, label) {
    const map = L.map(element, { zoomSnap: 0.25, maxZoom: 19, zoomAnimation: !evplan.still, fadeAnimation: !evplan.still, inertia: !evplan.still });
    Object.entries(Object.assign({}, evplan.panes, PANES)).forEach(([name, at]) => { map.createPane(name).style.zIndex = at; });
    map.attributionControl.setPrefix("Leaflet");
    ground.credits.forEach((line) => map.attributionControl.addAttribution(line));
    map.fitBounds(ground.bounds, { padding: [16, 16], animate: false });
    evplan.map = map;
    evplan.coloured(ground.colours);
    ["ground", "streets", "labels"].forEach((kind) => evplan.draw[kind](ground.behind).addTo(map));
    lines(ground.districts, "districts", { weight: 1, dashArray: "4 3", opacity: 0.7 }).addTo(map);
    lines(ground.boundary, "boundary", { weight: 2.2, opacity: 0.85 }).addTo(map);
    element.setAttribute("role", "region");
    element.setAttribute("aria-label", label);
    evplan.spoken(map);
    const scale = L.control.scale({ imperial: false, maxWidth: 140 });
    scale._updateMetric = function (length) {
      const most = this._getRoundNum(length), km = most >= 1000;
      this._updateScale(this._mScale, evplan.say(km ? "km_n" : "m", { n: evplan.number(km ? most / 1000 : most, 1) }), most / length);
    };
    scale.addTo(map);
    map.on("zoomend", () => scaled(map));
    scaled(map);
    return map;
  }
  evplan.still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  evplan.groundMap = make;
})();
