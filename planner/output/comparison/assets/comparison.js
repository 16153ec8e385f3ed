// Passes the view of the map that was moved on to the others. The frames are files of this folder; nothing else is sent.
window.addEventListener("message", function (event) {
  var view = event.data, frames = Array.prototype.slice.call(document.querySelectorAll("iframe"));
  var known = frames.some(function (frame) { return frame.contentWindow === event.source; });
  if (!known || !view || view.evplan !== "view" || !document.getElementById("together").checked) { return; }
  frames.forEach(function (frame) {
    if (frame.contentWindow !== event.source) { frame.contentWindow.postMessage(view, "*"); }
  });
});
