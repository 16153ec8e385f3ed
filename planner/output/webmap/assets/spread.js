// Discs that would hide each other are moved apart, with a line to where they stand; none is folded into a number.
(function () {
  "use strict";
  var ROUNDS = 60, FARTHEST = 46, SHOWN_FROM = 5, CELL = 48;

  function shown(map) {
    return Object.keys(evplan.markers).map(function (id) { return evplan.markers[id]; }).filter(function (one) { return map.hasLayer(one) && one._icon && !one._icon.hidden; });
  }
  function scale(map) { if (evplan.density) { return 0.8; } var box = map.getContainer().classList; return box.contains("farther") ? 0.62 : box.contains("far") ? 0.78 : 1; }

  // Pushes circles apart until none overlaps or the rounds are over; neighbours are found by squares, so a thousand discs take no longer than they must.
  function pushed(discs) {
    for (var round = 0; round < ROUNDS; round++) {
      var cells = {}, moved = false;
      discs.forEach(function (one, i) { var key = Math.floor(one.x / CELL) + ":" + Math.floor(one.y / CELL); (cells[key] = cells[key] || []).push(i); });
      discs.forEach(function (one, i) {
        for (var dx = -1; dx <= 1; dx++) { for (var dy = -1; dy <= 1; dy++) {
          (cells[(Math.floor(one.x / CELL) + dx) + ":" + (Math.floor(one.y / CELL) + dy)] || []).forEach(function (k) {
            if (k <= i) { return; }
            var other = discs[k], x = other.x - one.x, y = other.y - one.y, far = Math.hypot(x, y), lack = one.r + other.r + 1 - far;
            if (lack <= 0) { return; }
            // Two at one place part along a direction of their own, the same every time.
            if (far < 0.01) { x = Math.cos(2.4 * (i + k)); y = Math.sin(2.4 * (i + k)); far = 1; }
            var step = 0.5 * lack / far;
            one.x -= x * step; one.y -= y * step; other.x += x * step; other.y += y * step;
            moved = true;
          });
        } }
      });
      discs.forEach(function (one) {
        var x = one.x - one.x0, y = one.y - one.y0, far = Math.hypot(x, y);
        if (far > FARTHEST) { one.x = one.x0 + x * FARTHEST / far; one.y = one.y0 + y * FARTHEST / far; }
      });
      if (!moved) { break; }
    }
    return discs;
  }
  function spread(map) {
    var size = scale(map), discs = shown(map).map(function (marker) {
      var at = map.project(marker.getLatLng(), map.getZoom());
      return { marker: marker, r: size * (marker.radius || 6), x: at.x, y: at.y, x0: at.x, y0: at.y };
    });
    // One that is being dragged stands where it is.
    pushed(discs.filter(function (one) { return !one.marker.still; })).forEach(function (one) {
      var half = one.marker.options.icon.options.iconSize[0] / 2, x = Math.round(one.x - one.x0), y = Math.round(one.y - one.y0);
      one.marker.shift = [x, y];
      one.marker._icon.style.marginLeft = x - half + "px"; one.marker._icon.style.marginTop = y - half + "px";
      if (one.marker.getPopup()) { one.marker.getPopup().options.offset = L.point(x, y + 4 - one.r); }
    });
  }
  function leaders(map) {
    return new evplan.Canvas(function (context, view) {
      context.strokeStyle = "#1d2733"; context.fillStyle = "#1d2733"; context.lineWidth = 1.2;
      shown(map).forEach(function (marker) {
        var shift = marker.shift || [0, 0], at = map.project(marker.getLatLng(), view.zoom), x = at.x - view.x, y = at.y - view.y;
        if (Math.hypot(shift[0], shift[1]) < SHOWN_FROM) { return; }
        context.beginPath(); context.moveTo(x, y); context.lineTo(x + shift[0], y + shift[1]); context.stroke();
        context.beginPath(); context.arc(x, y, 2.2, 0, 7); context.fill();
      });
    }, "leaders");
  }
  function spreading(map) {
    var lines = leaders(map).addTo(map), waiting = null;
    function again() { spread(map); lines.redraw(); }
    evplan.spread = function () { window.cancelAnimationFrame(waiting); waiting = window.requestAnimationFrame(again); };
    map.on("zoomend viewreset", again);
    map.on("layeradd layerremove", function (event) { if (event.layer instanceof L.Marker) { evplan.spread(); } });
    again();
  }
  evplan.spreading = spreading;
  evplan.ready.push(function (map) { if (evplan.sites.length) { spreading(map); } });
})();
