// One slider through time: today, then the plan or each of its phases. Discs, zones and the share at the head follow it.
(function () {
  "use strict";
  function name(stage) { return stage.year === null ? evplan.say("today") : String(stage.year); }
  evplan.stages = function (stages, options) {
    evplan.ready.push(function (map) {
      var last = stages.length - 1, head = document.querySelector("[data-share]"), planned = head && head.textContent, of = document.querySelector("[data-share-of]"), said = of && of.innerHTML, bar = document.querySelector(".track i"), width = bar && bar.style.width;
      if (!head || last < 1) { return; }
      var Slider = L.Control.extend({
        options: { position: "bottomright" },
        onAdd: function () {
          var box = L.DomUtil.create("div", "stages"), marks = "";
          stages.forEach(function (stage, i) { marks += "<button type=button data-stage=" + i + ">" + name(stage) + "</button>"; });
          box.innerHTML = '<label for="stage">' + evplan.html("slider") + '</label><input id="stage" type="range" min="0" max="' + last + '" step="1" value="' + last + '"><div class="marks">' + marks + "</div>";
          L.DomEvent.disableClickPropagation(box);
          return box;
        }
      });
      document.documentElement.classList.add("staged");
      var box = new Slider().addTo(map).getContainer(), input = box.querySelector("input");
      function show(at) {
        var stage = stages[at], whole = at === last;
        evplan.stage = whole ? null : at;
        evplan.stageYear = stage.year;
        evplan.atToday = at === 0;
        // Where few of today's stations are on file, nothing of what is served today can be shown, by figure or colour.
        evplan.unknownNow = at === 0 && !!options.unknown;
        map.getContainer().classList.toggle("today", at === 0);
        input.value = at;
        input.setAttribute("aria-valuetext", name(stage));
        box.querySelectorAll("[data-stage]").forEach(function (one) { one.setAttribute("aria-pressed", String(Number(one.dataset.stage) === at)); });
        evplan.inStage = whole ? null : function (p) { return p.status === "existing" || p.status === "upgrade" || (at > 0 && (p.build_year === null || Number(p.build_year) <= stage.year)); };
        if (bar) { bar.style.width = whole ? width : evplan.unknownNow || !(stage.asked > 0) ? "0%" : 100 * stage.served / stage.asked + "%"; }
        document.querySelectorAll("[data-before]").forEach(function (one) { one.hidden = evplan.unknownNow; });
        head.textContent = whole ? planned : evplan.unknownNow ? "?" : evplan.share(stage.served, stage.asked);
        of.innerHTML = whole ? said : at === 0 ? evplan.html(evplan.unknownNow ? "not_known" : "served_today") : evplan.html("served_year", { year: String(stage.year) });
        // Drives are known of today and of the finished plan, demand by occasion of its year alone; a plan that was filed with them knows drives and plugs of every stage.
        document.querySelectorAll("[data-finished]").forEach(function (one) { var what = one.dataset.finished; one.hidden = whole || options.known[what] === true || (at === 0 && what === "drive"); });
        evplan.restyle.forEach(function (again) { again(); });
        if (evplan.refilter) { evplan.refilter(); }
      }
      input.addEventListener("input", function () {
        if (!evplan.slid) { evplan.slid = true; evplan.choose("coverage"); }
        show(Number(input.value));
      });
      box.addEventListener("click", function (event) {
        if (event.target.dataset.stage) { input.value = event.target.dataset.stage; input.dispatchEvent(new Event("input")); }
      });
      show(last);
      evplan.showStage = show;
    });
  };
})();
