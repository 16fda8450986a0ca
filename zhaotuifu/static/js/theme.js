/* 深浅色 — set before the first paint; the choice is kept in this browser. */
(function () {
  "use strict";
  try {
    if (localStorage.getItem("theme") === "dark") { document.documentElement.dataset.theme = "dark"; }
  } catch (e) { /* storage is switched off: the light theme stands */ }
}());
