/* 图从页面上的表里取数：表是正本，图是另一种看法。没有脚本时表照样在。
   也认 json_script 写的数据块（不执行）。提示用 richText：不插入带 style 的 HTML，合乎严格 CSP。 */
(function () {
  "use strict";
  var c = function (name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); };
  var num = function (value) {
    var text = String(value === null ? "" : value).replace(/[,%\s]/g, "").replace("−", "-");
    return text === "—" || text === "" ? null : Number(text);
  };
  function table(heads, rows) {
    return { heads: heads, labels: rows.map(function (row) { return row[0]; }), col: function (i) { return rows.map(function (row) { return num(row[i]); }); } };
  }
  function read(source) {
    if (source.tagName === "SCRIPT") {
      var data = JSON.parse(source.textContent);
      return table(data.heads, data.rows);
    }
    var texts = function (cells) { return Array.prototype.map.call(cells, function (cell) { return cell.textContent.trim(); }); };
    return table(texts(source.querySelectorAll("thead th")), Array.prototype.map.call(source.querySelectorAll("tbody tr"), function (tr) { return texts(tr.children); }));
  }
  function words() { return { color: c("--ink-2"), fontFamily: c("--font-ui"), fontSize: 12 }; }
  function frame(d) {
    return {
      animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches, animationDuration: 250, textStyle: { fontFamily: c("--font-ui") },
      grid: { left: 6, right: 14, top: 30, bottom: 2, containLabel: true },
      legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8, itemGap: 16, textStyle: words() },
      tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: c("--surface"), borderColor: c("--line-2"), textStyle: { color: c("--ink"), fontSize: 13, fontFamily: c("--font-ui") } },
      xAxis: { type: "category", data: d.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: c("--line") } }, axisLabel: words() },
      yAxis: { type: "value", splitNumber: 4, axisLabel: words(), splitLine: { lineStyle: { color: c("--c-grid") } } }
    };
  }
  function line(name, data, colour) {
    return { name: name, type: "line", data: data, symbol: "circle", symbolSize: 6, lineStyle: { width: 2, color: colour }, itemStyle: { color: colour } };
  }
  var kinds = {
    /* 累计对序时：实线带点 + 灰虚线，末点写数 */
    area: function (d) {
      var o = frame(d), done = d.col(1), last = done.reduce(function (k, v, i) { return v === null ? k : i; }, -1);
      o.xAxis.boundaryGap = false;
      o.xAxis.axisLabel = Object.assign(words(), { interval: 1 });
      var actual = Object.assign(line(d.heads[1], done, c("--c-1")), { symbolSize: 7, areaStyle: { color: c("--blue-soft") } });
      actual.lineStyle.width = 3;
      if (last >= 0) {
        actual.markPoint = { symbol: "rect", symbolSize: [1, 1], symbolOffset: [0, -14], data: [{ coord: [last, done[last]], value: done[last] }], label: { color: c("--c-1"), fontSize: 15, fontWeight: "bold", formatter: "{c}" }, itemStyle: { color: "transparent" } };
      }
      var plan = Object.assign(line(d.heads[2], d.col(2), c("--c-4")), { symbol: "none", endLabel: { show: d.labels[d.labels.length - 1] === "12月", formatter: "年度 {c}", color: c("--ink-2"), fontSize: 12, align: "right", offset: [0, -12] } });
      plan.lineStyle = { width: 1.5, type: "dashed", color: c("--c-4") };
      o.series = [actual, plan];
      return o;
    },
    /* 月柱 + 累计线：计划浅、实际深、完成率绛紫、序时灰虚线（表里第五列）；完成率不封顶 */
    plan: function (d) {
      var o = frame(d), rate = d.col(3);
      var isOver = rate.some(function (v) { return v > 100; });
      o.yAxis = [o.yAxis, { type: "value", splitLine: { show: false }, axisLabel: Object.assign(words(), { formatter: "{value}%" }), max: isOver ? null : 100 }];
      o.series = [
        { name: d.heads[1], type: "bar", data: d.col(1), barGap: "0%", barCategoryGap: "35%", itemStyle: { color: c("--c-2") } },
        { name: d.heads[2], type: "bar", data: d.col(2), itemStyle: { color: c("--c-1") } },
        Object.assign(line(d.heads[3], rate, c("--c-3")), { yAxisIndex: 1 })
      ];
      if (d.heads[4] === "序时进度") {
        o.series.push(Object.assign(line(d.heads[4], d.col(4), c("--c-4")), { yAxisIndex: 1, symbol: "none", lineStyle: { width: 1.5, type: "dashed", color: c("--c-4") } }));
      }
      return o;
    },
    /* 几条线：每列一条，最多四条；跨年处断开（累计数年初从头来），序时是灰虚线 */
    lines: function (d) {
      var turns = [];
      d.labels.forEach(function (label, i) { if (/^\d{4}年12月$/.test(label) && i + 1 < d.labels.length) { turns.unshift(i + 1); } });
      var broken = function (values, gap) {
        var found = values.slice();
        turns.forEach(function (at) { found.splice(at, 0, gap); });
        return found;
      };
      var o = frame(d);
      o.xAxis.data = broken(d.labels, "");
      o.series = d.heads.slice(1, 5).map(function (name, i) {
        var values = broken(d.col(i + 1), null);
        if (name !== "序时") { return line(name, values, c("--c-" + (i + 1))); }
        return Object.assign(line(name, values, c("--c-4")), { symbol: "none", lineStyle: { width: 1.5, type: "dashed", color: c("--c-4") } });
      });
      return o;
    },
    /* 横条排名：表里第一行在最上面 */
    rank: function (d) {
      var o = frame(d), category = Object.assign({}, o.xAxis, { inverse: true });
      o.xAxis = o.yAxis;
      o.yAxis = category;
      o.legend.show = false;
      o.grid.top = 4;
      o.tooltip.axisPointer = { type: "shadow" };
      o.series = [{ name: d.heads[1], type: "bar", data: d.col(1), barMaxWidth: 14, itemStyle: { color: c("--c-1") }, label: { show: true, position: "right", color: c("--ink-2"), fontSize: 12 } }];
      o.grid.right = 48;
      return o;
    }
  };
  var drawn = [];
  function draw(box) {
    var source = document.getElementById(box.dataset.from);
    if (!source || !window.echarts || !kinds[box.dataset.chart]) { return; }
    var chart = window.echarts.getInstanceByDom(box) || window.echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(kinds[box.dataset.chart](read(source)), true);
    if (drawn.indexOf(chart) < 0) { drawn.push(chart); }
  }
  function drawAll() {
    drawn = drawn.filter(function (chart) {
      var isThere = document.contains(chart.getDom());
      if (!isThere) { chart.dispose(); }
      return isThere;
    });
    Array.prototype.forEach.call(document.querySelectorAll("[data-chart]"), draw);
  }
  drawAll();
  document.addEventListener("theme", drawAll);
  document.addEventListener("htmx:afterSettle", drawAll);
  ["beforeprint", "afterprint"].forEach(function (name) {
    window.addEventListener(name, function () { drawn.forEach(function (chart) { chart.resize({ animation: { duration: 0 } }); }); });
  });
  window.addEventListener("resize", function () { drawn.forEach(function (chart) { chart.resize(); }); });
}());
