// The page of files: a map of what was read, and a file in the place of another.
"use strict";
(() => {
  const COLOURS = { inside: "#0b4f79", outside: "#8a8a8a", doubted: "#c27c00", dropped: "#b3261e" };

  async function draw(place) {
    const found = await evplan.fetch(place.dataset.map.slice(evplan.at("").length), { beside: place });
    const map = L.map(place, { attributionControl: false, preferCanvas: true, scrollWheelZoom: false, zoomSnap: 0.25 });
    const [west, south, east, north] = found.bounds;
    map.fitBounds([[south, west], [north, east]], { padding: [14, 14], maxZoom: 16, animate: false });
    const plain = { color: "#8b98a5", weight: 1.5, fillColor: "#8b98a5", fillOpacity: 0.12, interactive: false };
    if (found.city) L.geoJSON(found.city, { style: plain }).addTo(map);
    for (const area of found.areas) {
      L.geoJSON(area.shape, { style: { ...plain, color: COLOURS.inside, interactive: true } }).bindTooltip(textOf(area.name)).addTo(map);
    }
    const order = ["inside", "outside", "doubted", "dropped"];
    for (const one of [...found.points].sort((a, b) => order.indexOf(a.standing) - order.indexOf(b.standing))) {
      const words = [one.name, one.row === null ? "" : place.dataset.row + " " + one.row].filter(Boolean).join(" · ");
      const dot = L.circleMarker([one.lat, one.lon], { radius: 4, weight: 1, color: "#fff", fillColor: COLOURS[one.standing], fillOpacity: 0.9 });
      if (words) dot.bindTooltip(textOf(words));
      dot.addTo(map);
    }
  }

  function textOf(text) {
    const span = document.createElement("span");
    span.textContent = text;
    return span;
  }

  const look = () => { for (const place of document.querySelectorAll("[data-map]:not(.leaflet-container)")) draw(place); };
  document.addEventListener("htmx:afterSettle", look);
  document.addEventListener("change", async (event) => {
    const input = event.target.closest("[data-replace]");
    if (!input || !input.files[0]) return;
    const [file] = input.files;
    const card = input.closest(".file");
    const name = encodeURIComponent(file.name);
    card.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(evplan.at(`/api/files/${input.dataset.replace}/content?name=${name}`), {
        method: "PUT", headers: { ...evplan.headers(), "Content-Type": "application/octet-stream" }, body: file,
      });
      const said = await answer.json().catch(() => ({}));
      if (answer.ok) {  // what was read of it now is shown at once
        document.getElementById("files").setAttribute("hx-vals", JSON.stringify({ opened: input.dataset.replace }));
        htmx.trigger(document.body, "files-changed");
      } else evplan.refuse(input, said.error || answer.statusText);
    } catch {
      evplan.refuse(input, document.body.dataset.gone);
    } finally {
      card.removeAttribute("aria-busy");
      input.value = "";
    }
  });
})();
