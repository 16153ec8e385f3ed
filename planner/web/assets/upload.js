// Files on their way in: dropped or chosen, one after the other, each with its progress and its refusal beside it.
"use strict";
(() => {
  const PARTS = [".shp", ".shx", ".dbf", ".prj", ".cpg"];
  const ending = (name) => name.slice(name.lastIndexOf(".")).toLowerCase();
  const stem = (name) => name.slice(0, name.lastIndexOf("."));

  // Files that belong together (the parts of a shapefile) go together.
  function groups(files) {
    const found = new Map();
    for (const file of files) {
      const key = PARTS.includes(ending(file.name)) ? stem(file.name).toLowerCase() : file;
      found.set(key, [...(found.get(key) || []), file]);
    }
    return [...found.values()];
  }

  for (const drop of document.querySelectorAll("[data-drop]")) begin(drop);

  function begin(drop) {
    const words = JSON.parse(drop.dataset.words);
    const list = drop.querySelector(".uploads");
    const input = drop.querySelector("input[type=file]");
    let queue = Promise.resolve();
    let left = 0;

    const take = (files) => {
      for (const group of groups(files)) {
        const line = lineOf(group);
        left += 1;
        queue = queue.then(() => send(group, line)).finally(() => { left -= 1; if (!left) finished(); });
      }
    };
    input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
    let depth = 0;
    const over = (event) => { if ([...event.dataTransfer.types].includes("Files")) { event.preventDefault(); return true; } return false; };
    document.addEventListener("dragenter", (event) => { if (over(event)) { depth += 1; drop.classList.add("over"); } });
    document.addEventListener("dragover", over);
    document.addEventListener("dragleave", () => { depth = Math.max(0, depth - 1); if (!depth) drop.classList.remove("over"); });
    document.addEventListener("drop", (event) => {
      if (!over(event)) return;
      depth = 0;
      drop.classList.remove("over");
      take([...event.dataTransfer.files]);
    });

    function lineOf(group) {
      const line = document.createElement("li");
      const name = document.createElement("span");
      const main = group.find((file) => ending(file.name) === ".shp") || group[0];
      name.textContent = (group.length > 1 ? words.parts : "{name}").replace("{name}", main.name);
      const bar = document.createElement("progress");
      bar.max = 1;
      bar.value = 0;
      bar.setAttribute("aria-label", name.textContent);
      const said = document.createElement("span");
      said.className = "small";
      said.textContent = words.waiting;
      line.append(name, bar, said);
      list.append(line);
      return { line, bar, said, name: main.name };
    }

    function send(group, { line, bar, said, name }) {
      return new Promise((resolve) => {
        const request = new XMLHttpRequest();
        let body;
        if (group.length > 1) {
          body = new FormData();
          for (const file of group) body.append("files", file, file.name);
          request.open("POST", evplan.at("/api/files/together"));
        } else {
          body = group[0];
          request.open("POST", evplan.at("/api/files?name=" + encodeURIComponent(name)));
          request.setRequestHeader("Content-Type", "application/octet-stream");
        }
        for (const [header, value] of Object.entries(evplan.headers())) request.setRequestHeader(header, value);
        request.upload.onprogress = (event) => {
          if (event.lengthComputable) bar.value = event.loaded / event.total;
          said.textContent = Math.round((100 * event.loaded) / (event.total || 1)) + " %";
          if (event.loaded === event.total) { bar.removeAttribute("value"); said.textContent = words.taking.replace("{name}", name); }
        };
        request.onload = () => {
          if (request.status < 300) {
            said.textContent = words.done.replace("{name}", name);
            bar.remove();
            line.classList.add("good");
            shown(JSON.parse(request.responseText));
          } else {
            refused(line, bar, said, request);
          }
          resolve();
        };
        request.onerror = () => { refused(line, bar, said, null); resolve(); };
        request.send(body);
      });
    }

    // The list comes anew; a file that came alone is opened in it, so that its faults are seen at once.
    function shown(file) {
      const files = document.getElementById("files");
      if (files) files.setAttribute("hx-vals", JSON.stringify({ opened: left === 1 && file.kind !== "roads" ? file.id : "" }));
      htmx.trigger(document.body, "files-changed");
    }

    function refused(line, bar, said, request) {
      let text = words.gone;
      try { text = JSON.parse(request.responseText).error || text; } catch { /* broken off */ }
      bar.remove();
      line.classList.add("bad");
      said.className = "wrong-line";
      said.setAttribute("role", "alert");
      said.textContent = text;
    }

    function finished() {
      for (const line of list.querySelectorAll(".good")) line.remove();
      const next = drop.dataset.first;
      if (next && !list.children.length) window.location.assign(next);
    }
  }
})();
