// Passes the view of the map that was moved on to the others, and tells each map which sites to ring. The frames are files of this
// folder; nothing else is sent. A map that opens late is told where the others are.
(function () {
  "use strict";
  var last = null, moved = false;
  function frames() { return Array.prototype.slice.call(document.querySelectorAll("iframe")); }
  function isOn(id) { var box = document.getElementById(id); return !!box && box.checked; }
  function send(frame, said) { frame.contentWindow.postMessage(said, "*"); }
  function ring(frame) { send(frame, { evplan: "marks", sites: isOn("ringed") ? JSON.parse(frame.dataset.rings || "[]") : [] }); }
  function others(from, said) { frames().forEach(function (frame) { if (frame !== from) { send(frame, said); } }); }
  // Until somebody moves a map all show what the one that has to look from farthest away shows.
  function welcome(frame, said) {
    ring(frame);
    if (!isOn("together")) { return; }
    if (last && (moved || said.zoom >= last.zoom)) { send(frame, last); return; }
    last = { evplan: "view", lat: said.lat, lng: said.lng, zoom: said.zoom };
    others(null, last);  // to itself too: an earlier word to all may still wait to be heard
  }
  window.addEventListener("message", function (event) {
    var said = event.data, from = frames().find(function (frame) { return frame.contentWindow === event.source; });
    if (!from || !said) { return; }
    if (said.evplan === "ready") { welcome(from, said); }
    if (said.evplan !== "view" || !isOn("together")) { return; }
    last = said;
    moved = true;
    others(from, said);
  });
  document.addEventListener("change", function (event) {
    if (event.target.id === "ringed") { frames().forEach(ring); }
    if (event.target.id === "together" && event.target.checked && last) { others(null, last); }
  });
})();
