// Runs: asking for one, acting on it, and its progress as it comes.
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id), MOST_LINES = 400;

  // ---- buttons that act, and then show another page or this one again ---------------------------------------------
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-act]");
    if (!button) { return; }
    button.disabled = true;
    try {
      await call(button.dataset.act, button.dataset.method || "POST", button);
      if (button.dataset.then) { window.location.assign(button.dataset.then); }
    } catch (error) { button.disabled = false; }
  });
  // Addresses of this page are whole already, whatever path a proxy shows it under.
  function call(address, method, beside, body) {
    const root = document.documentElement.dataset.root || "";
    return evplan.fetch(address.slice(root.length), { method: method, body: body, beside: beside });
  }

  // ---- asking for a run --------------------------------------------------------------------------------------------
  const form = byId("ask-run");
  if (form) {
    // What earlier runs say of the one that is about to be asked for.
    const expect = async () => {
      const data = new FormData(form), asked = new URLSearchParams([["scenario", data.get("scenario")], ["job", data.get("job")], ["simulate", String(data.get("simulate") !== null)], ...data.getAll("mix").map((one) => ["mix", one])]);
      const found = await call(form.dataset.expected + "?" + asked, "GET", form).catch(() => null);
      byId("expected").textContent = found ? found.words : "";
    };
    form.addEventListener("change", expect);
    expect();
    const shown = () => { byId("mixes").hidden = byId("job").value !== "compare"; byId("simulate").hidden = !["plan", "value"].includes(byId("job").value);
      byId("list").hidden = byId("job").value !== "value";
      const button = form.querySelector("button[type=submit]");
      button.textContent = byId("list").hidden ? button.dataset.run : button.dataset.value;
    };
    byId("job").addEventListener("change", shown);
    shown();
    // The list that is to be valued: a file of the project, or one that is dropped and becomes one.
    const listed = async () => {
      const [file] = byId("dropped").files;
      if (!file || byId("table").value) { return byId("table").value; }
      const answer = await fetch(byId("dropped").dataset.files + "?name=" + encodeURIComponent(file.name), { method: "POST", headers: { ...evplan.headers(), "Content-Type": "application/octet-stream" }, body: file });
      const said = await answer.json().catch(() => ({}));
      if (!answer.ok) { evplan.refuse(byId("dropped"), said.error || answer.statusText); throw new Error(answer.statusText); }
      byId("table").add(new Option(said.name, said.id, false, true));
      return said.id;
    };
    byId("dropped").addEventListener("change", () => { byId("table").value = ""; });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const data = new FormData(form), job = data.get("job"), language = data.get("language");
      const asked = { scenario: data.get("scenario"), job: job, languages: language ? [language] : [], mixes: job === "compare" ? data.getAll("mix") : [], simulate: ["plan", "value"].includes(job) && data.get("simulate") !== null };
      if (job === "value") { try { asked.table = await listed(); } catch (error) { return; } }
      const run = await call(form.dataset.api, "POST", form, asked).catch(() => null);
      if (run) { window.location.assign(form.dataset.runs + run.id); }
    });
  }

  // ---- the list of runs that work: their states as they change ----------------------------------------------------
  const working = byId("working");
  if (working) {
    const look = async () => {
      for (const row of working.querySelectorAll("[data-run]")) {
        const run = await call(working.dataset.api + row.dataset.run, "GET", working).catch(() => null);
        if (!run) { return; }
        const tag = row.querySelector(".tag");
        if (tag.textContent !== run.state_words) { tag.textContent = run.state_words; tag.className = "tag " + run.tone; }
        if (run.is_over) { delete row.dataset.run; }
      }
      if (working.querySelector("[data-run]")) { window.setTimeout(look, 3000); }
    };
    window.setTimeout(look, 3000);
  }

  // ---- one run -----------------------------------------------------------------------------------------------------
  const root = byId("run");
  if (!root) { return; }
  const words = JSON.parse(root.dataset.words);
  byId("note").addEventListener("submit", async (event) => {
    event.preventDefault();
    const kept = await call(root.dataset.api + "/note", "PUT", root, { note: byId("note-text").value }).catch(() => null);
    if (kept) { byId("noted").textContent = ""; window.setTimeout(() => { byId("noted").textContent = byId("noted").dataset.done; }, 30); }
  });
  document.querySelectorAll("[data-frame]").forEach((button) => button.addEventListener("click", () => {
    document.querySelectorAll("[data-frame]").forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
    const frame = byId("frame");
    frame.src = byId("frame-alone").href = button.dataset.frame;
    frame.title = button.textContent;
  }));
  const grow = byId("grow");
  if (grow) {
    grow.addEventListener("submit", async (event) => {
      event.preventDefault();
      const run = await call(root.dataset.api + "/grown", "POST", root, { usd: Number(byId("grow-usd").value) }).catch(() => null);
      if (run) { window.location.assign(root.dataset.here.replace(/[^/]*$/, run.id)); }
    });
  }
  const make = byId("make");
  if (make) {
    make.addEventListener("submit", (event) => {
      event.preventDefault();
      const name = byId("make-name").value;
      taken(make.dataset.make + encodeURIComponent(name) + "?lang=" + byId("make-lang").value, name, make);
    });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-makes]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    taken(link.href, link.dataset.makes, link.parentElement);
  });
  // A file that is made when it is asked for: the line behind `beside` says that it is, until it is here.
  async function taken(address, name, beside) {
    const said = beside.nextElementSibling;
    if (said.ariaBusy === "true") { return; }
    said.ariaBusy = "true";
    said.textContent = said.dataset.making.replace("{file}", name);
    try {
      const answer = await fetch(address), link = document.createElement("a");
      if (!answer.ok) { const told = await answer.json().catch(() => null); throw new Error(told && told.error || answer.statusText); }
      link.href = URL.createObjectURL(await answer.blob());
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      said.textContent = said.dataset.made.replace("{file}", name);
    } catch (error) {
      said.textContent = "";
      evplan.refuse(beside, error instanceof TypeError ? document.body.dataset.gone : error.message);
    } finally { said.ariaBusy = "false"; }
  }
  if (root.dataset.over === "yes") { return; }

  const chart = new evplan.RunChart(byId("chart"), byId("chart-said"), words, root.dataset.lang), lines = byId("lines");
  let after = 0;
  const source = new EventSource(root.dataset.api + "/events?after=0");
  source.addEventListener("progress", (event) => {
    const line = JSON.parse(event.data);
    if (line.after <= after) { return; }
    after = line.after;
    const item = document.createElement("li"), when = document.createElement("span"), said = document.createElement("span");
    when.className = "when";
    when.textContent = Math.round(line.seconds) + " " + words.seconds;
    said.textContent = line.text;
    if (line.kind === "warned") { said.className = "warned"; }
    item.append(when, said);
    const atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 40;
    lines.append(item);
    while (lines.children.length > MOST_LINES) { lines.firstChild.remove(); }
    if (atEnd) { lines.scrollTop = lines.scrollHeight; }
    chart.add(line);
  });
  // How long it works, by the clock of the server when it last said so.
  let begun = null;
  function ticked() {
    const all = begun === null ? 0 : Math.max(0, Math.floor(performance.now() / 1000 - begun)), pair = (one) => String(one).padStart(2, "0");
    byId("elapsed").textContent = begun === null ? "" : words.elapsed.replace("{time}", (all < 3600 ? "" : Math.floor(all / 3600) + ":") + (all < 3600 ? Math.floor(all / 60) : pair(Math.floor(all / 60) % 60)) + ":" + pair(all % 60));
  }
  window.setInterval(ticked, 1000);
  source.addEventListener("run", (event) => {
    const run = JSON.parse(event.data);
    byId("run-state").textContent = run.state_words;
    byId("run-state").className = "tag " + run.tone;
    if (run.is_over) { source.close(); window.location.reload(); }
    const stop = byId("stop");
    if (stop) { stop.hidden = run.state !== "running"; stop.disabled = run.stopping; }
    begun = run.state === "running" ? performance.now() / 1000 - run.elapsed_s : null;
    ticked();
  });
  source.addEventListener("end", () => source.close());
})();
