/* 送出去 — what is sent is sent once, is seen to be under way, and is not lost when the line or the
   session is. Without this script every form still sends; then the server alone keeps things straight. */
(function () {
  "use strict";
  var SHOWN_AFTER = 500;      /* ms: quicker answers show nothing */
  var FREE_AFTER = 15000;     /* ms: a file that was sent for leaves the page standing */
  var SOON = 2000;
  var NOT_KEPT = ["password", "file", "hidden", "submit", "button"];
  var each = function (list, fn) { Array.prototype.forEach.call(list, fn); };
  var say = function (text) { document.dispatchEvent(new CustomEvent("toast", { detail: { text: text } })); };
  var timer = 0;

  /* ── 正在办：半秒以后才出现 ── */
  function begin() {
    clearTimeout(timer);
    timer = setTimeout(function () { document.documentElement.classList.add("busy"); }, SHOWN_AFTER);
  }
  function finish() {
    clearTimeout(timer);
    document.documentElement.classList.remove("busy");
  }

  /* ── 一张表单只送一次 ── */
  function release(form) {
    delete form.dataset.sending;
    each(document.querySelectorAll("button[aria-busy]"), function (button) { button.removeAttribute("aria-busy"); });
    finish();
  }
  function onSubmit(event) {
    var form = event.target, button = event.submitter;
    if (event.defaultPrevented || form.method === "dialog") { return; }
    if (navigator.onLine === false) {
      event.preventDefault();
      say("没有送出去：网络不通。填的内容还在，接通后再办。");
      return;
    }
    if (form.dataset.sending) { event.preventDefault(); return; }
    form.dataset.sending = "1";
    if (button) { button.setAttribute("aria-busy", "true"); }
    keepSent(form);
    if (form.hasAttribute("data-forget")) { store.keys().forEach(store.drop); }
    /* A form that is answered with a file leaves the page standing, and nobody tells us. */
    setTimeout(function () { release(form); }, button && button.hasAttribute("data-resend") ? SOON : FREE_AFTER);
    begin();
  }

  /* ── 断网 ── */
  function tellLine() {
    var bar = document.querySelector("[data-offline]");
    if (bar) { bar.hidden = navigator.onLine !== false; }
  }

  /* ── 长表单：改了没存，离开先问；换人、关掉这个标签，留的就没有了 ── */
  function whose() { var who = document.querySelector(".who b"); return who ? who.textContent : ""; }
  function keyOf(form) { return "draft:" + whose() + ":" + location.pathname + location.search + "#" + (form.id || "form"); }
  var store = {
    get: function (key) { try { return JSON.parse(sessionStorage.getItem(key)); } catch (e) { return null; } },
    set: function (key, value) { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch (e) { /* not kept, nothing lost */ } },
    drop: function (key) { try { sessionStorage.removeItem(key); } catch (e) { /* it was not kept */ } },
    keys: function () { try { return Object.keys(sessionStorage).filter(function (key) { return key.indexOf("draft:") === 0; }); } catch (e) { return []; } }
  };
  /* Each control with its place: several may bear one name. */
  function places(form) {
    var seen = {};
    return Array.prototype.filter.call(form.elements, function (one) { return one.name && NOT_KEPT.indexOf(one.type) < 0; })
      .map(function (one) { seen[one.name] = (seen[one.name] || 0) + 1; return { key: one.name + ":" + seen[one.name], control: one }; });
  }
  function isTick(one) { return one.type === "checkbox" || one.type === "radio"; }
  function typed(form) {
    return places(form).reduce(function (said, place) {
      said[place.key] = isTick(place.control) ? place.control.checked : place.control.value;
      return said;
    }, {});
  }
  function onInput(event) {
    var form = event.target.closest && event.target.closest("form[data-keep]");
    if (!form) { return; }
    form.dataset.dirty = "1";
    clearTimeout(form.keeping);
    form.keeping = setTimeout(function () { store.set(keyOf(form), { said: typed(form), sent: false }); }, SHOWN_AFTER);
  }
  function keepSent(form) {
    if (!form.hasAttribute("data-keep")) { return; }
    clearTimeout(form.keeping);
    if (form.dataset.dirty) { store.set(keyOf(form), { said: typed(form), sent: true }); }
    delete form.dataset.dirty;
  }
  function onLeave(event) {
    if (!document.querySelector("form[data-dirty]")) { return; }
    event.preventDefault();
    event.returnValue = "";
  }
  /* What was sent has arrived as soon as another page answers; the sign-in page, and one that says
     it did not work, mean that it has not. */
  function settleSent() {
    var hasFailed = location.pathname.indexOf("/signin/") === 0 || document.querySelector(".lost");
    store.keys().forEach(function (key) {
      var kept = store.get(key);
      if (!kept || !kept.sent) { return; }
      if (hasFailed) { kept.sent = false; store.set(key, kept); } else { store.drop(key); }
    });
  }
  function putBack(form, said) {
    places(form).forEach(function (place) {
      if (!(place.key in said)) { return; }
      if (isTick(place.control)) { place.control.checked = said[place.key]; } else { place.control.value = said[place.key]; }
    });
    form.dataset.dirty = "1";
  }
  function offer(form) {
    var key = keyOf(form), kept = store.get(key);
    if (!kept) { return; }
    var now = typed(form);
    if (!Object.keys(kept.said).some(function (name) { return name in now && now[name] !== kept.said[name]; })) { store.drop(key); return; }
    var note = document.createElement("div"), words = document.createElement("b");
    note.className = "note me msg acts2";
    note.setAttribute("role", "status");
    words.textContent = "上次在这里填了没存的还在。";
    note.appendChild(words);
    [["放回去", true], ["不要了", false]].forEach(function (choice) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "bt bt-s";
      button.textContent = choice[0];
      button.addEventListener("click", function () {
        if (choice[1]) { putBack(form, kept.said); } else { store.drop(key); }
        note.remove();
      });
      note.appendChild(button);
    });
    form.parentNode.insertBefore(note, form);
  }

  document.addEventListener("submit", onSubmit);
  document.addEventListener("input", onInput);
  window.addEventListener("beforeunload", onLeave);
  window.addEventListener("online", tellLine);
  window.addEventListener("offline", tellLine);
  /* A page the browser brings back from its memory stands as it was left: under way no more. */
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { each(document.querySelectorAll("form[data-sending]"), release); finish(); }
  });

  /* ── htmx：会自己轮询的一块不出声 ── */
  var isQuiet = function (event) { return event.target.closest && event.target.closest("[data-quiet]"); };
  document.addEventListener("htmx:beforeRequest", function (event) { if (!isQuiet(event)) { begin(); } });
  document.addEventListener("htmx:afterRequest", function (event) { if (!isQuiet(event)) { finish(); } });
  document.addEventListener("htmx:sendError", function (event) { if (!isQuiet(event)) { say("没有发出去：网络不通。填的内容还在，接通后再试。"); } });
  document.addEventListener("htmx:responseError", function (event) { if (!isQuiet(event)) { say("没有办成：系统出了问题。填的内容还在，过一会儿再试。"); } });
  tellLine();
  settleSent();
  each(document.querySelectorAll("form[data-keep]"), offer);
}());
