/* 大屏：自己更新；连接断了、登录到期了都写出来，数字是几点的也写着。 */
(function () {
  "use strict";
  var screen = document.querySelector("[data-wall]");
  var lost = document.querySelector("[data-wall-lost]");
  if (!screen || !lost) { return; }
  function at() {
    var now = document.querySelector("[data-wall-at]");
    return now ? now.dataset.wallAt : "";
  }
  function say(text, address) {
    lost.textContent = text;
    if (address) {
      var link = document.createElement("a");
      link.href = address;
      link.textContent = "重新登录";
      lost.appendChild(link);
    }
    lost.hidden = false;
    screen.classList.add("is-lost");
  }
  function quiet() {
    lost.hidden = true;
    screen.classList.remove("is-lost");
  }
  function cut() { say("连接断了，正在重试。下面的数字是 " + at() + " 的。"); }
  /* What comes back from anywhere but the wall is the sign-in page: it is not put into the wall, and the
     wall stays where it is. Heard before the pages' own answer to it, which would go and sign in. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    var answer = event.detail.xhr;
    if (!answer || answer.responseText.indexOf("data-wall-at") >= 0) { return; }
    event.stopPropagation();
    event.detail.shouldSwap = false;
    if (answer.status < 400) {
      say("登录已到期，请重新登录。下面的数字是 " + at() + " 的。", window.location.href);
    } else { cut(); }
  }, true);
  document.addEventListener("htmx:afterSwap", quiet);
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach(function (name) { document.addEventListener(name, cut); });
  window.addEventListener("offline", cut);
  window.addEventListener("online", function () { window.htmx.trigger("#wall", "renew"); });
}());
