// Tiles of an online map below the zones, instead of the ground that the file has. Nothing is asked of anybody until the reader turns them on.
(function () {
  "use strict";
  // The service refuses pages that do not say where they come from, as a file on a disk cannot.
  evplan.served = /^https?:$/.test(window.location.protocol);

  evplan.draw.tiles = function (_, options) {
    if (!evplan.served) { return L.layerGroup(); }
    var tiles = L.tileLayer(options.url, { pane: "tiles", maxZoom: 19, attribution: options.credit, referrerPolicy: "strict-origin-when-cross-origin" }), told = false;
    tiles.on("tileerror", function () { if (!told) { told = true; evplan.notice(evplan.say("tiles_none")); } });
    return tiles;
  };
  evplan.ready.push(function (map) {
    var layer = evplan.layers.tiles;
    map.on("layeradd layerremove", function (event) {
      if (event.layer !== layer) { return; }
      var on = map.hasLayer(layer) && evplan.served;
      map.getContainer().classList.toggle("tiled", on);
      if (map.hasLayer(layer) && !evplan.served) { evplan.notice(evplan.say("tiles_disk")); }
    });
  });
})();
