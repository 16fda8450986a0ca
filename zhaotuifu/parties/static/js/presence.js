/* 在用 — who types in a page for half an hour is not signed out of it: a page that is used says so
   every few minutes. What a page asks for by itself is marked, so that it is no visit. */
(function () {
  "use strict";
  var EVERY = 240000;         /* ms: a sign of life at most this often */
  var last = Date.now();
  function token() {
    try { return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]; } catch (e) { return ""; }
  }
  function used() {
    var now = Date.now();
    if (now - last < EVERY || !document.querySelector(".who") || !window.fetch) { return; }
    last = now;
    fetch("/account/seen/", { method: "POST", headers: { "X-CSRFToken": token() }, credentials: "same-origin", redirect: "manual" })
      .then(function (answer) {
        if (answer.status === 204) { return; }
        document.dispatchEvent(new CustomEvent("toast", { detail: { text: "已退出登录。填的内容还在这一页上：在新窗口登录后，回来再办。", url: "/signin/", label: "去登录" } }));
      })
      .catch(function () { last = now - EVERY + 30000; });
  }
  ["keydown", "pointerdown", "input"].forEach(function (name) { document.addEventListener(name, used, { passive: true }); });
  document.addEventListener("htmx:configRequest", function (event) {
    if (event.target.closest && event.target.closest("[data-quiet]")) { event.detail.headers["X-Quiet"] = "1"; }
  });
}());
